import { readFileSync } from "node:fs";
import { join } from "node:path";
import { tab } from "./tab.mjs";

/** Firmware goes to a charger, which installs it; its diagnostics come back and are taken. */
export async function files(given) {
  const { context, page, faults, go } = await tab(given, "#/chargers");
  const said = (ok = true) =>
    page.locator(`.toast[data-ok=${ok}]`).last().waitFor();
  const stage = (kind, name) =>
    page.locator(`[data-progress=${kind}][data-stage=${name}]`).waitFor();
  const bring = (name) =>
    page.locator("input[type=file]:not([accept])").setInputFiles({
      name,
      mimeType: "application/octet-stream",
      buffer: Buffer.alloc(300_000, 7),
    });
  try {
    await go();
    await page.locator("a.card").last().click();
    await bring("what?.bin");
    await said(false);
    await bring("panel 2.0.bin");
    const file = page.locator('[data-firmware="panel 2.0.bin"]');
    await file.getByText("300 kB").waitFor();
    await file.getByRole("button", { name: "Send" }).click();
    await page.locator("dialog").getByLabel("At a time").check();
    await page.locator("dialog input[type=datetime-local]").waitFor();
    await page.screenshot({ path: join(given.outdir, "firmware-send.png") });
    await page.locator("dialog").getByLabel("Now").check();
    await page.locator("dialog .btn.primary").click();
    await stage("firmware", "done");
    await page.getByRole("button", { name: "Ask for diagnostics" }).click();
    await stage("diagnostics", "done");
    const received = page.locator("[data-file]").first();
    await received.waitFor();
    await received.scrollIntoViewIfNeeded();
    await page.screenshot({ path: join(given.outdir, "files.png") });
    const coming = page.waitForEvent("download");
    await received.locator("a[download]").click();
    const taken = readFileSync(await (await coming).path());
    if (taken.length === 0) faults.push("what came back is empty");
    for (const row of [received, file]) {
      const count = await page.locator("[data-file], [data-firmware]").count();
      await row.getByRole("button", { name: "Delete" }).click();
      await page.locator("dialog .btn.bad").click();
      await page.waitForFunction(
        (before) =>
          document.querySelectorAll("[data-file], [data-firmware]").length <
          before,
        count,
      );
    }
    return faults;
  } finally {
    await context.close();
  }
}
