// Sessions: one opens to its curve, an open one follows its car, and all go out as CSV.
import { join } from "node:path";
import { tab, UNTIL_A_CAR_COMES } from "./tab.mjs";

/** The newest session opens to its curve, which can be had as a table. */
export async function session(given) {
  const { context, page, faults, go } = await tab(given, "#/sessions");
  try {
    await go();
    await page.locator(".totals, .none").first().waitFor();
    const first = page.locator("tbody a[href^='#/sessions/']").first();
    if ((await first.count()) === 0) return ["there is no session to open"];
    await first.click();
    await page.locator("#decisions-title").waitFor();
    if ((await page.locator("#curve-title + p").count()) === 0) {
      await page.locator(".uplot canvas").waitFor();
      await page.locator("details summary").click();
      await page.locator("details tbody tr").first().waitFor();
    }
    await page.screenshot({
      path: join(given.outdir, "session.png"),
      fullPage: true,
    });
    return faults;
  } finally {
    await context.close();
  }
}

/** The page of a session that is open keeps up with it: its meter, its curve, and what is unfolded. */
export async function openSession(given) {
  const { context, page, faults, go } = await tab(given, "#/sessions");
  try {
    await go();
    const id = await page.waitForFunction(
      async () => {
        const { chargers } = await (await fetch("api/state")).json();
        const open = chargers.flatMap((charger) => charger.connectors);
        const charging = open.find(({ session }) => session?.energy_wh > 0);
        return charging?.status === "Charging" && charging.session.id;
      },
      null,
      { polling: 1_000, timeout: UNTIL_A_CAR_COMES },
    );
    await page.goto(`${given.base}#/sessions/${await id.jsonValue()}`);
    await page.locator("details summary").click();
    const rows = page.locator("details tbody tr");
    await rows.first().waitFor();
    const [meter, points] = [
      await page.locator(".big").textContent(),
      await rows.count(),
    ];
    await page.waitForFunction(
      ([meter, points]) =>
        document.querySelector(".big").textContent !== meter &&
        document.querySelectorAll("details[open] tbody tr").length > points,
      [meter, points],
    );
    // What is drawn of the power is as green as nothing else of the chart.
    await page.waitForFunction(() => {
      const { width, height } = document.querySelector(".uplot canvas");
      const pen = document.querySelector(".uplot canvas").getContext("2d");
      const { data } = pen.getImageData(0, 0, width, height);
      for (let at = 0; at < data.length; at += 4)
        if (data[at + 3] > 200 && data[at + 1] - data[at] > 60) return true;
      return false;
    });
    return faults;
  } finally {
    await context.close();
  }
}

/** The CSV is an address below the panel's own, with a first line of names. */
export async function csv(given) {
  const { context, page, faults, go } = await tab(given, "#/sessions");
  try {
    await go();
    const link = page.locator("a[download]");
    await link.waitFor();
    const answer = await page.request.get(
      await link.evaluate((element) => element.href),
    );
    if (!answer.ok()) faults.push(`the export answers ${answer.status()}`);
    else if (!(await answer.text()).split("\n")[0].includes(","))
      faults.push("it is not CSV");
    return faults;
  } finally {
    await context.close();
  }
}
