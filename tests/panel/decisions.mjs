// The time line of decisions.
import { join } from "node:path";
import { tab } from "./tab.mjs";

/** The day's band tells of each decision its sentence and what was looked at, by keyboard and by finger. */
export async function decisions(given) {
  const { context, page, faults, go } = await tab(given, "#/");
  try {
    await go();
    const card = page.locator("article[data-plugged=true]").first();
    await card.waitFor({ timeout: 90_000 });
    const id = await card.getAttribute("data-connector");
    await card.locator("summary").first().click();
    await card.getByRole("link", { name: "The day’s decisions" }).click();
    const day = page.locator(`[id="day-${id}"]`);
    const band = day.getByRole("slider");
    await band.waitFor();
    const told = day.locator("[data-decision]");
    await band.press("End");
    await told.locator("summary").click();
    await told.locator(".trace li").first().waitFor();
    const last = await told.getAttribute("data-decision");
    await page.screenshot({
      path: join(given.outdir, "decisions.png"),
      fullPage: true,
    });
    await band.press("Home");
    const first = await told.getAttribute("data-decision");
    if (first === last) faults.push("the arrow keys lead to no other decision");
    const box = await band.boundingBox();
    await page.mouse.click(box.x + box.width - 2, box.y + 20);
    const touched = await told.getAttribute("data-decision");
    if (touched === first)
      faults.push("touching the band leads to no other decision");
    await page.getByRole("button", { name: "The day before" }).click();
    await day.getByText("Nothing was decided on this day").waitFor();
    return faults;
  } finally {
    await context.close();
  }
}

/** What cannot be read is said, and can be asked for again. */
export async function unread(given) {
  const { context, page, faults, go } = await tab(given, "#/decisions");
  try {
    let refuse = true;
    await page.route(/api\/decisions\?/, (route) =>
      refuse ? route.abort() : route.continue(),
    );
    await go();
    const again = page.getByRole("button", { name: "Try again" }).first();
    await again.waitFor();
    refuse = false;
    await again.click();
    await page.getByRole("slider").first().waitFor();
    return faults.filter((fault) => !fault.includes("ERR_FAILED"));
  } finally {
    await context.close();
  }
}
