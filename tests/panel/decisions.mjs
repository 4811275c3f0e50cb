// What was decided, and what is planned.
import { join } from "node:path";
import { tab, UNTIL_A_CAR_COMES } from "./tab.mjs";

/** The day's band tells of each decision its sentence and what was looked at, by keyboard and by finger. */
export async function decisions(given) {
  const { context, page, faults, go } = await tab(given, "#/");
  try {
    await go();
    const card = page.locator("article[data-plugged=true]").first();
    await card.waitFor({ timeout: UNTIL_A_CAR_COMES });
    const id = await card.getAttribute("data-connector");
    await card.locator("[data-why] > summary").click();
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
    // Two days, for the demo may have begun before midnight.
    for (let back = 0; back < 2; back++) {
      const here = page.url();
      await page.getByRole("button", { name: "The day before" }).click();
      await page.waitForFunction((left) => location.href !== left, here);
    }
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

/** The plan of a car is drawn on its card: the hours that are chosen, their prices, how far it is. */
export async function plan(given) {
  const { context, page, faults, go } = await tab(given, "#/");
  try {
    await go();
    const card = page.locator('article[data-connector="carport/1"]');
    await page
      .locator('article[data-connector="carport/1"][data-plugged=true]')
      .waitFor({ timeout: UNTIL_A_CAR_COMES });
    // A badge may have asked for a boost: the plan is the rules'.
    const answer = await page.request.post(`${given.base}api/command`, {
      data: {
        command: "mode",
        charger: "carport",
        connector: 1,
        mode: "rules",
      },
      headers: { "X-Borne": "1" },
    });
    if (!answer.ok())
      faults.push(`the rules are not let decide: ${answer.status()}`);
    const drawn = card.locator("[data-plan]");
    await drawn.getByText(/^The plan: ready by/).waitFor();
    await drawn.getByText(/of 15.00.kWh charged/).waitFor();
    await drawn.locator("summary").click();
    if ((await drawn.locator("tbody tr").count()) < 1)
      faults.push("the hours and their prices are not in the table");
    await drawn.scrollIntoViewIfNeeded();
    await page.screenshot({ path: join(given.outdir, "plan.png") });
    return faults;
  } finally {
    await context.close();
  }
}
