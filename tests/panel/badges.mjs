// Badges: learnt, added, blocked, forgotten, and brought in from a file.
import { join } from "node:path";
import { tab } from "./tab.mjs";

/** A badge is waited for and no longer; one is added, found, blocked, forgotten and brought back. */
export async function badges(given) {
  const { context, page, faults, go } = await tab(given, "#/badges");
  const said = (ok = true) =>
    page.locator(`.toast[data-ok=${ok}]`).last().waitFor();
  try {
    await go();
    await page.getByLabel("Name", { exact: true }).fill("Eve's card");
    await page.getByRole("button", { name: "Learn a badge" }).click();
    await page.locator("[data-learning] [role=timer]").waitFor();
    await page.screenshot({ path: join(given.outdir, "badge-learning.png") });
    await page.locator("[data-learning] button").click();
    await page.locator("[data-learning]").waitFor({ state: "detached" });

    await page.getByRole("button", { name: "Add by number" }).click();
    const form = page.locator("dialog form");
    await form.getByLabel("Number").fill("0FFEE0");
    await form.getByLabel("Name").fill("Guest of June");
    await form.getByLabel("Last day").fill("2020-06-30");
    await page.screenshot({ path: join(given.outdir, "badge-form.png") });
    await form.getByRole("button", { name: "Save" }).click();
    await said();
    const row = page.locator("[data-tag='0FFEE0']");
    await row.getByText("expired on Jun 30, 2020").waitFor();

    await page.getByRole("searchbox").fill("june");
    await page
      .locator("[data-tag]")
      .filter({ hasNotText: "June" })
      .first()
      .waitFor({ state: "detached" });
    await row.locator("[aria-haspopup=menu]").click();
    await page.getByRole("menuitem", { name: "Block" }).click();
    await row.getByText("blocked", { exact: true }).waitFor();
    await row.locator("[aria-haspopup=menu]").click();
    await page.getByRole("menuitem", { name: "Forget" }).click();
    await row.waitFor({ state: "detached" });
    // Nothing else is in the list: the focus goes to what is above it.
    await page.locator("input[type=search]:focus").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await row.getByText("blocked", { exact: true }).waitFor();
    return faults;
  } finally {
    await page.request.post(`${given.base}api/command`, {
      data: { command: "forget_tag", tag: "0FFEE0" },
      headers: { "X-Borne": "1" },
    });
    await context.close();
  }
}

/** A file of a spreadsheet: its mistakes by line, then what would change, then it is done. */
export async function importing(given) {
  const { context, page, faults, go } = await tab(given, "#/badges");
  const choose = (text) =>
    page.locator("input[type=file]").setInputFiles({
      name: "badges.csv",
      mimeType: "text/csv",
      // As a spreadsheet on a French Windows writes it.
      buffer: Buffer.from(text, "latin1"),
    });
  try {
    await go();
    await page.getByRole("button", { name: "Import CSV" }).waitFor();
    await choose("Badge;Nom;Expire\nF00D01;Zo\u00e9;31/13/2026\n");
    await page.locator("dialog [role=alert]").getByText("Line 2").waitFor();
    await page.screenshot({ path: join(given.outdir, "badge-problems.png") });
    await page.keyboard.press("Escape");
    await choose("Badge;Nom;Expire\nF00D01;Zo\u00e9;31/12/2026\n");
    await page.locator("dialog").getByText("1 new, 0 changed").waitFor();
    await page.screenshot({ path: join(given.outdir, "badge-import.png") });
    await page.locator("dialog .btn.primary").click();
    await page.locator("[data-tag=F00D01]").getByText("Zo\u00e9").waitFor();
    const file = await page.locator("a[download]").getAttribute("href");
    const answer = await page.request.get(file);
    if (!(await answer.text()).includes("F00D01,Zo\u00e9"))
      faults.push("the export does not have it");
    return faults;
  } finally {
    await page.request.post(`${given.base}api/command`, {
      data: { command: "forget_tag", tag: "F00D01" },
      headers: { "X-Borne": "1" },
    });
    await context.close();
  }
}
