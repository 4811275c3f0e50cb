import { join } from "node:path";
import { guest } from "./guest.mjs";
import { tab } from "./tab.mjs";

/** On a phone the page is a list of headings, each with its gist; what was opened stays so. */
export async function folded(given) {
  const phone = { viewport: { width: 390, height: 844 } };
  const { context, page, faults, go } = await tab(
    given,
    "#/chargers/garage",
    phone,
  );
  const section = (name) => page.locator(`[data-section=${name}]`);
  const open = () => page.locator("[data-section] > details[open]");
  try {
    await go();
    await section("configuration").waitFor();
    await section("identity").getByText("Legrand · 059005").waitFor();
    if ((await open().count()) > 0) faults.push("a section is open at first");
    const tall = await page.evaluate(() => document.body.scrollHeight);
    if (tall > 3 * 844) faults.push(`the folded page is ${tall} pixels tall`);
    await section("configuration").locator("summary").first().click();
    await section("configuration").locator("[data-key]").first().waitFor();
    await page.reload();
    await section("configuration").locator("[data-key]").first().waitFor();
    if ((await open().count()) !== 1)
      faults.push("another one is open after a reload");
    await section("configuration").locator("summary").first().click();
    await section("configuration")
      .locator("[data-key]")
      .first()
      .waitFor({ state: "detached" });
    await page.screenshot({
      path: join(given.outdir, "folded.png"),
      fullPage: true,
    });
    return faults;
  } finally {
    await context.close();
  }
}

/** A free socket is kept for a badge and given up again; a charger that has left is forgotten. */
export async function kept(given) {
  const visitor = await guest(given.base, "guest");
  const { context, page, faults, go } = await tab(given, "#/chargers/guest");
  const button = (name) => page.getByRole("button", { name, exact: true });
  try {
    await go();
    await page.getByLabel("For how long").selectOption("120");
    await button("Reserve").click();
    const reservation = page.locator("[data-reservation]");
    await reservation.getByText("Camille’s badge").waitFor();
    await page.screenshot({ path: join(given.outdir, "reserved.png") });
    await button("Give it up").click();
    await reservation.waitFor({ state: "detached" });
    visitor.leave();
    await button("Forget it").click();
    await page.locator("dialog").getByRole("button").first().click();
    await page.waitForURL(/#\/chargers$/);
    await page
      .locator("[href='#/chargers/guest']")
      .waitFor({ state: "detached" });
    return faults;
  } finally {
    visitor.leave();
    await context.close();
  }
}

/** The roots in a charger are read, one of one's own is added and deleted; data go to the maker. */
export async function asked(given) {
  const { context, page, faults, go } = await tab(given, "#/chargers/garage");
  const roots = page.locator("[data-roots]");
  const button = (within, name) =>
    within.getByRole("button", { name, exact: true });
  try {
    await go();
    await roots.locator("summary").click();
    await button(roots, "Read them").click();
    await roots.getByRole("status").waitFor();
    const before = await roots.locator("li").count();
    const certificate = Buffer.from("30030201ff", "hex");
    await roots
      .locator("input[type=file]")
      .setInputFiles({ name: "own.cer", mimeType: "", buffer: certificate });
    await roots.locator("li").nth(before).waitFor();
    await roots.screenshot({ path: join(given.outdir, "roots.png") });
    await button(roots.locator("li").nth(before), "Delete").click();
    await page.locator("dialog").getByRole("button").first().click();
    await roots.locator("li").nth(before).waitFor({ state: "detached" });
    const ocpp = page.locator("[data-ocpp]");
    await ocpp.locator("summary").click();
    await ocpp.getByLabel("Data for the vendor").fill("acme");
    await button(ocpp, "Send (DataTransfer)").click();
    await page.getByText("does not know this vendor").waitFor();
    await page.screenshot({ path: join(given.outdir, "ocpp.png") });
    return faults;
  } finally {
    await context.close();
  }
}
