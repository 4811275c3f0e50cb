// A text in the shadow of the rules in force.
import { join } from "node:path";
import { tab, UNTIL_A_CAR_COMES } from "./tab.mjs";

const HEADERS = { "X-Borne": "1" };

async function saved(page, base) {
  const answer = await page.request.get(`${base}api/rules`);
  return (await answer.json()).files[0];
}

/** A changed text decides in the shadow, is compared with the rules in force, and is taken over. */
export async function shadow(given) {
  const { context, page, faults, go } = await tab(given, "#/rules");
  const before = await saved(page, given.base);
  try {
    await go();
    const card = page.locator("[data-shadow]");
    const start = card.getByRole("button", { name: "Start in the shadow" });
    await start.waitFor();
    if (await start.isEnabled()) faults.push("what is in force already can be started");
    await page.locator('[data-node="rule:Sun"]').click();
    const sheet = page.locator('[data-sheet="rule:Sun"]');
    await sheet.locator('[data-field="charge"] input').fill("min");
    await sheet.locator('[data-field="charge"] .btn.primary').click();
    await page.locator(".cm-content").getByText("charge: min").first().waitFor();
    await start.click();
    await page.locator("[data-shadow=running]").waitFor();
    await card.getByText("never sent", { exact: false }).first().waitFor();
    // A simulated car may take its time to arrive.
    await card.locator("[data-beside]").first().waitFor({ timeout: UNTIL_A_CAR_COMES });
    await card.scrollIntoViewIfNeeded();
    await page.screenshot({ path: join(given.outdir, "shadow.png"), fullPage: true });
    if ((await saved(page, given.base)).text !== before.text)
      faults.push("the text in the shadow is in force");
    await card.getByRole("button", { name: "Take it over" }).click();
    await page.locator("dialog").getByRole("button", { name: "Take it over" }).click();
    await page.locator(".toast[data-ok=true]").waitFor();
    await page.locator("[data-shadow=none]").waitFor();
    if (!(await saved(page, given.base)).text.includes("charge: min\n"))
      faults.push("the text that was taken over is not saved");
    return faults;
  } finally {
    await page.request.post(`${given.base}api/shadow/stop`, { data: {}, headers: HEADERS });
    const { version } = await saved(page, given.base);
    await page.request.post(`${given.base}api/rules/save`, {
      data: { name: before.name, text: before.text, version, language: "en" },
      headers: HEADERS,
    });
    await context.close();
  }
}
