// What a person does with the rules: the graph, the list, forms and the text are one document.
import { join } from "node:path";
import { middle, PATIENCE, tab } from "./tab.mjs";

const node = (page, id) => page.locator(`[data-node="${id}"]`);
const text = (page) => page.locator(".cm-content");
const undo = (page) => page.getByRole("button", { name: "Undo", exact: true });
const saved = (page) => page.getByText("In force", { exact: true });
const handle = (page, id, side) =>
  middle(page.locator(`.svelte-flow__node[data-id="${id}"] .svelte-flow__handle.${side}`));

async function says(page, wanted) {
  await text(page).getByText(wanted).first().waitFor();
}

async function opened(page, id) {
  await node(page, id).click();
  const sheet = page.locator(`[data-sheet="${id}"]`);
  await sheet.waitFor();
  return sheet;
}

async function ask(page, answer) {
  await page.locator("dialog input").fill(answer);
  await page.locator("dialog .btn.primary").click();
}

/** Takes back one change after another, until the text is as it is saved. */
async function takeBack(page) {
  const until = performance.now() + PATIENCE;
  while (!(await saved(page).isVisible())) {
    if (performance.now() > until) throw new Error("what was changed cannot be taken back");
    // The last one may have been taken back already, and not be seen to be.
    if (await undo(page).isEnabled())
      await undo(page).click({ timeout: 2_000 }).catch(() => {});
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
}

/** Every gesture changes the text, and one undo takes back what was typed and what was drawn. */
export async function gestures(given) {
  const { context, page, faults, go } = await tab(given, "#/rules");
  try {
    await go();
    await node(page, "rule:Sun").waitFor();
    let sheet = await opened(page, "rule:Sun");
    await sheet.locator('[data-field="charge"] input').fill("max");
    await sheet.locator('[data-field="charge"] .btn.primary').click();
    await says(page, "charge: max");
    await sheet.getByRole("button", { name: "Rename" }).click();
    await ask(page, "Daylight");
    sheet = page.locator('[data-sheet="rule:Daylight"]');
    await sheet.waitFor();
    await sheet.getByRole("button", { name: "Move up" }).click();
    await page.waitForFunction(() =>
      document
        .querySelector('[data-node="rule:Daylight"]')
        ?.textContent.match(/Rule\s+3/),
    );
    await sheet.getByRole("button", { name: "Make a condition" }).click();
    await ask(page, "bright");
    await node(page, "condition:bright").waitFor();
    sheet = await opened(page, "condition:red_day");
    await sheet.getByRole("button", { name: "Rename" }).click();
    await ask(page, "dear_day");
    await node(page, "condition:dear_day").waitFor();
    await says(page, "dear_day");
    sheet = page.locator('[data-sheet="condition:dear_day"]');
    await sheet.getByRole("button", { name: "Delete" }).click();
    await page.locator("dialog .btn.bad").click();
    await page.locator(".toast[data-ok=false]").waitFor();
    await page.screenshot({ path: join(given.outdir, "rules-gestures.png") });
    await takeBack(page);
    await node(page, "rule:Sun").waitFor();
    await node(page, "condition:red_day").waitFor();
    return faults;
  } finally {
    await context.close();
  }
}

/** A wire is drawn from one box to another with the mouse, chosen, and taken away. */
export async function wires(given) {
  const { context, page, faults, go } = await tab(given, "#/rules");
  const draw = async (from, to) => {
    const [begin, end] = [await handle(page, from, "source"), await handle(page, to, "target")];
    await page.mouse.move(begin.x, begin.y);
    await page.mouse.down();
    await page.mouse.move(end.x, end.y, { steps: 8 });
    await page.mouse.up();
  };
  try {
    await go();
    await node(page, "rule:Carport").waitFor();
    await page.getByRole("button", { name: "Fit" }).click();
    await draw("condition:off_peak", "rule:Carport");
    const wire = page.locator(
      '.svelte-flow__edge[data-id^="condition:off_peak rule:Carport"]',
    );
    await wire.waitFor({ state: "attached" });
    await wire
      .locator("path")
      .first()
      .focus()
      .catch(() => {});
    await wire.locator(".svelte-flow__edge-interaction").click({ force: true });
    await page.getByRole("button", { name: "Disconnect" }).click();
    await wire.waitFor({ state: "detached" });
    // An input is asked how: its value is compared.
    await draw("input:battery", "rule:Carport");
    await page.getByLabel("With what").fill("55 %");
    await page.locator("dialog .btn.primary").click();
    await says(page, "battery >= 55 %");
    await takeBack(page);
    return faults;
  } finally {
    await context.close();
  }
}

/** On a phone the list and its forms do what the graph does; nothing needs a mouse. */
export async function phone(given) {
  const viewport = { width: 390, height: 844 };
  const { context, page, faults, go } = await tab(
    { ...given, viewport },
    "#/rules",
    { hasTouch: true },
  );
  try {
    await go();
    await page.locator('[data-item="rule:Sun"]').waitFor();
    await page.getByRole("button", { name: "Add", exact: true }).click();
    const form = page.locator("dialog");
    await form.getByLabel("Name", { exact: true }).fill("Sunday");
    await form.getByLabel(/^when/).fill("weekend");
    await form.getByLabel(/^charge/).fill("min");
    await page.screenshot({ path: join(given.outdir, "rules-add-phone.png") });
    await form.getByRole("button", { name: "Add it" }).click();
    const sheet = page.locator('[data-sheet="rule:Sunday"]');
    await sheet.waitFor();
    await page.screenshot({ path: join(given.outdir, "rules-form-phone.png") });
    await sheet.getByRole("button", { name: "Show in the text" }).click();
    await says(page, "name: Sunday");
    await page.getByRole("button", { name: "Graph", exact: true }).click();
    await node(page, "rule:Sunday").waitFor();
    await page.screenshot({
      path: join(given.outdir, "rules-graph-phone.png"),
    });
    const close = page
      .locator("[data-sheet]")
      .getByRole("button", { name: "Close" });
    if (await close.isVisible()) await close.click();
    await takeBack(page);
    return faults;
  } finally {
    await context.close();
  }
}

/** The text completes what may stand there, and explains a word under the pointer. */
export async function language(given) {
  const { context, page, faults, go } = await tab(given, "#/rules");
  try {
    await go();
    await node(page, "rule:Sun").waitFor();
    await text(page).click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("tes");
    await page.keyboard.press("Control+Space");
    await page.locator(".cm-tooltip-autocomplete").getByText("tests").click();
    await says(page, "tests:");
    await takeBack(page);
    await text(page).getByText("home_served").first().hover();
    const told = page.locator(".borne-hover").first();
    await told.waitFor();
    await page.screenshot({ path: join(given.outdir, "rules-hover.png") });
    return faults;
  } finally {
    await context.close();
  }
}

/** A ready-made file is added with its short form; a former version is compared and put back. */
export async function versions(given) {
  const { context, page, faults, go } = await tab(given, "#/rules");
  const more = async (name) => {
    await page.getByRole("button", { name: "More for this file" }).click();
    await page.getByRole("menuitem", { name }).click();
  };
  const save = page.locator("[data-save]");
  const kept = () => page.locator(".toast[data-ok=true]").last().waitFor();
  try {
    await go();
    await node(page, "rule:Sun").waitFor();
    await more("From the library");
    const first = page.locator("[data-library]").first();
    await first.waitFor();
    await page.screenshot({ path: join(given.outdir, "rules-library.png") });
    await first.click();
    await page.locator("dialog .btn.primary").waitFor();
    await page.screenshot({
      path: join(given.outdir, "rules-library-form.png"),
    });
    await page.keyboard.press("Escape");
    const sheet = await opened(page, "limit:Dinner");
    await sheet.getByRole("button", { name: "Rename" }).click();
    await ask(page, "Supper");
    await node(page, "limit:Supper").waitFor();
    await save.click();
    await kept();
    await more("Former versions");
    const older = page.locator("dialog li button").nth(1);
    await older.click();
    await page.locator("dialog .diff .added").first().waitFor();
    await page.screenshot({ path: join(given.outdir, "rules-versions.png") });
    await page.getByRole("button", { name: "Put it back in force" }).click();
    await node(page, "limit:Dinner").waitFor();
    await saved(page).waitFor();
    return faults;
  } finally {
    await context.close();
  }
}

/** A clock of what the page itself works, in ms: it stands still while others have the processor. */
async function worked(page) {
  const line = await page.context().newCDPSession(page);
  await line.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const { metrics } = await line.send("Performance.getMetrics");
    return 1000 * metrics.find((one) => one.name === "TaskDuration").value;
  };
}

/** Three hundred rules are typed at once: the page draws, finds and opens them without delay. */
export async function many(given) {
  const { context, page, faults, go } = await tab(given, "#/rules");
  const rules = Array.from(
    { length: 300 },
    (_, i) =>
      `  - name: Many ${i}\n    when: [tempo == "Rouge", battery >= ${i % 100}]\n    charge: ${6 + (i % 26)} A\n`,
  ).join("");
  try {
    await go();
    await node(page, "rule:Sun").waitFor();
    const whole = await page.evaluate(
      async (rules) =>
        (await (await fetch("api/rules")).json()).files[0].text.replace(
          /^rules:\n/m,
          `rules:\n${rules}`,
        ),
      rules,
    );
    await text(page).click();
    await page.keyboard.press("Control+a");
    await page.evaluate((whole) => {
      const root = document.querySelector("#rule-text .editor").shadowRoot;
      const data = new DataTransfer();
      data.setData("text/plain", whole);
      root
        .querySelector(".cm-content")
        .dispatchEvent(
          new ClipboardEvent("paste", { clipboardData: data, bubbles: true }),
        );
    }, whole);
    await page.getByRole("button", { name: "List", exact: true }).click();
    await page.locator('[data-item="rule:Many 299"]').waitFor();
    await page.getByLabel("Search").fill("Many 250");
    const clock = await worked(page);
    const begun = await clock();
    await page.locator('[data-item="rule:Many 250"]').click();
    await page.locator('[data-sheet="rule:Many 250"]').waitFor();
    const took = (await clock()) - begun;
    if (took > 2_000) faults.push(`opening one took ${Math.round(took)} ms`);
    await page.getByRole("button", { name: "Graph", exact: true }).click();
    await node(page, "rule:Many 250").waitFor();
    const drawn = await page.locator(".svelte-flow__node").count();
    if (drawn > 120) faults.push(`${drawn} boxes are drawn at once`);
    await page.screenshot({ path: join(given.outdir, "rules-many.png") });
    await takeBack(page);
    return faults;
  } finally {
    await context.close();
  }
}

/** The text is tried on what Borne has recorded: progress, figures side by side, both curves. */
export async function tried(given) {
  const { context, page, faults, go } = await tab(given, "#/rules");
  try {
    await go();
    await page.getByRole("button", { name: "Last 7 days" }).click({ timeout: 60_000 });
    await page.locator("[data-replayed]").waitFor({ timeout: 60_000 });
    const rows = await page.locator("[data-replayed] tbody tr").count();
    if (rows < 8) faults.push(`only ${rows} figures are compared`);
    await page.locator("[data-replayed] canvas").waitFor();
    await page.locator("[data-replayed]").scrollIntoViewIfNeeded();
    await page.screenshot({ path: join(given.outdir, "rules-tried.png") });
    return faults;
  } finally {
    await context.close();
  }
}

/** What happens and what is then done is a box like the others: added, wired, changed, taken away. */
export async function events(given) {
  const { context, page, faults, go } = await tab(given, "#/rules");
  try {
    await go();
    await node(page, "rule:Sun").waitFor();
    await page.getByRole("button", { name: "Add", exact: true }).click();
    const form = page.locator("dialog");
    await form.getByText("Event", { exact: true }).click();
    await form.getByLabel(/^on/).fill("charger lost");
    await form.getByLabel(/^notify/).fill("Look at {charger}");
    await page.screenshot({ path: join(given.outdir, "rules-event-add.png") });
    await form.getByRole("button", { name: "Add it" }).click();
    const sheet = page.locator('[data-sheet^="event:"]');
    await sheet.waitFor();
    await says(page, "Look at {charger}");
    await page.locator('[data-node^="event:"]').getByText("charger lost").waitFor();
    await sheet.getByLabel("Let it ask").selectOption({ label: "off_peak (Condition)" });
    await sheet.locator('[data-field="when"]').waitFor();
    await page.screenshot({ path: join(given.outdir, "rules-event.png") });
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await form.getByText("Event", { exact: true }).click();
    await form.getByLabel(/^on/).fill("charger back");
    await form.getByLabel(/^notify/).fill("{charger} is back");
    await form.getByRole("button", { name: "Add it" }).click();
    await page.locator('[data-sheet$="#2"]').waitFor();
    await sheet.getByRole("button", { name: "Move up" }).click();
    await page.locator('[data-sheet$="#1"]').getByText("charger back").first().waitFor();
    await sheet.getByRole("button", { name: "Delete" }).click();
    await page.locator("dialog .btn.bad").click();
    await sheet.waitFor({ state: "detached" });
    await takeBack(page);
    return faults;
  } finally {
    await context.close();
  }
}

/** A finger draws a wire as the mouse does, and the page stays where it is. */
export async function finger(given) {
  const viewport = { width: 390, height: 844 };
  const { context, page, faults, go } = await tab({ ...given, viewport }, "#/rules", {
    hasTouch: true,
    isMobile: true,
  });
  try {
    await go();
    await page.getByRole("button", { name: "Graph", exact: true }).tap();
    await node(page, "rule:Carport").waitFor();
    await page.getByRole("button", { name: "Fit" }).tap();
    // Clear of the bars at the top and at the bottom.
    await page
      .locator(".svelte-flow")
      .evaluate((flow) => flow.scrollIntoView({ block: "center" }));
    const from = await handle(page, "condition:off_peak", "source");
    const to = await handle(page, "rule:Carport", "target");
    const before = await page.evaluate(() => scrollY);
    const touches = await context.newCDPSession(page);
    const touch = (type, touchPoints) =>
      touches.send("Input.dispatchTouchEvent", { type, touchPoints });
    await touch("touchStart", [from]);
    for (let step = 1; step <= 8; step += 1) {
      const share = step / 8;
      const x = from.x + (to.x - from.x) * share;
      await touch("touchMove", [{ x, y: from.y + (to.y - from.y) * share }]);
    }
    await touch("touchEnd", []);
    await page
      .locator('.svelte-flow__edge[data-id^="condition:off_peak rule:Carport"]')
      .waitFor({ state: "attached" });
    if ((await page.evaluate(() => scrollY)) !== before)
      faults.push("the page scrolls under the finger");
    await takeBack(page);
    return faults;
  } finally {
    await context.close();
  }
}
