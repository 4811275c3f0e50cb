// What a person does with the panel, each as a function that returns the faults it found.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { files } from "./files.mjs";
import * as rules from "./rules.mjs";
import { tab } from "./tab.mjs";

/** A boost by one click, its result as a sentence, the card that shows it; then back to the rules. */
async function boost(given) {
  const { context, page, faults, go } = await tab(given, "#/");
  try {
    await go();
    const plugged = page.locator("article[data-plugged=true]");
    // A simulated car may take its time to arrive.
    await plugged.first().waitFor({ timeout: 90_000 });
    const id = await plugged.first().getAttribute("data-connector");
    const card = page.locator(`article[data-connector="${id}"]`);
    if ((await card.getAttribute("data-mode")) !== "rules") {
      await card.locator("[data-action=rules]").click();
      await page
        .locator(`article[data-connector="${id}"][data-mode=rules]`)
        .waitFor();
    }
    await card.locator(".actions [aria-haspopup=menu]").click();
    await card.getByRole("menuitem").first().click();
    const toast = page.locator(".toast").last();
    await toast.waitFor();
    const text = (await toast.locator("p").textContent())?.trim();
    if ((await toast.getAttribute("data-ok")) !== "true")
      faults.push(`refused: ${text}`);
    if (!text) faults.push("the result says nothing");
    await page
      .locator(`article[data-connector="${id}"][data-mode=boost]`)
      .waitFor();
    await page.screenshot({ path: join(given.outdir, "boost.png") });
    await card.locator("[data-action=rules]").click();
    await page
      .locator(`article[data-connector="${id}"][data-mode=rules]`)
      .waitFor();
    return faults;
  } finally {
    await context.close();
  }
}

/** The why of a decision unfolds to the rules that were looked at. */
async function why(given) {
  const { context, page, faults, go } = await tab(given, "#/");
  try {
    await go();
    const details = page.locator("article[data-plugged=true] details").first();
    await details.locator("summary").click({ timeout: 90_000 });
    await details.locator("ol > li").first().waitFor();
    await page.screenshot({
      path: join(given.outdir, "why.png"),
      fullPage: true,
    });
    return faults;
  } finally {
    await context.close();
  }
}

/** A menu by keyboard alone: opens, moves, and gives the focus back. */
async function keyboard(given) {
  const { context, page, faults, go } = await tab(given, "#/");
  try {
    await go();
    const button = page.locator("article [aria-haspopup=menu]").first();
    await button.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    const role = await page.evaluate(() =>
      document.activeElement?.getAttribute("role"),
    );
    if (role !== "menuitem")
      faults.push(`the focus is on ${role}, not on an entry of the menu`);
    await page.keyboard.press("Escape");
    const back = await button.evaluate(
      (element) => element === document.activeElement,
    );
    if (!back) faults.push("Escape does not give the focus back to the button");
    return faults;
  } finally {
    await context.close();
  }
}

/** The newest session opens to its curve, which can be had as a table. */
async function session(given) {
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

/** The CSV is an address below the panel's own, with a first line of names. */
async function csv(given) {
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

/** A badge is waited for and no longer; one is added, found, blocked, forgotten and brought back. */
async function badges(given) {
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
    if ((await page.locator("[data-tag]").count()) !== 1)
      faults.push("the search does not narrow the list");
    await row.locator("[aria-haspopup=menu]").click();
    await page.getByRole("menuitem", { name: "Block" }).click();
    await row.getByText("blocked", { exact: true }).waitFor();
    await row.locator("[aria-haspopup=menu]").click();
    await page.getByRole("menuitem", { name: "Forget" }).click();
    await row.waitFor({ state: "detached" });
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
async function importing(given) {
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

async function typeAtEnd(page, text) {
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText(text);
}

/** A mistake is underlined, listed, and a click leads to it; nothing is saved. */
async function mistake(given) {
  const { context, page, faults, go } = await tab(given, "#/rules");
  try {
    await go();
    await page.locator(".svelte-flow__node").first().waitFor();
    await typeAtEnd(page, "\nchrage: [\n");
    await page.locator("button.error").first().waitFor();
    await page
      .locator(".cm-lintRange-error, .cm-lintPoint-error")
      .first()
      .waitFor({
        state: "attached",
      });
    await page.screenshot({ path: join(given.outdir, "mistake.png") });
    await page.locator("button.error").first().click();
    const inside = await page.evaluate(() =>
      document.activeElement?.shadowRoot?.activeElement?.classList.contains(
        "cm-content",
      ),
    );
    if (!inside)
      faults.push("choosing the problem does not lead into the text");
    return faults;
  } finally {
    await context.close();
  }
}

/** Saves from the text, then puts back what was there. */
async function save(given) {
  const { context, page, faults, go } = await tab(given, "#/rules");
  try {
    await go();
    await page.locator(".svelte-flow__node").first().waitFor();
    const button = page.getByRole("button", { name: "Save" });
    if (!(await button.isDisabled()))
      faults.push("there is something to save before a change");
    await typeAtEnd(page, "# saved from the panel");
    await button.click();
    await page.locator(".toast[data-ok=true]").waitFor();
    await page.locator("#rule-text").waitFor();
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+z");
    await button.click();
    await page.locator(".toast[data-ok=true]").nth(1).waitFor();
    if (!(await button.isDisabled()))
      faults.push("there is something to save after it was saved");
    return faults;
  } finally {
    await context.close();
  }
}

/** Two people change the same file: the second sees both texts and takes the saved one. */
async function conflict(given) {
  const { context, page, faults, go } = await tab(given, "#/rules");
  const other = await context.newPage();
  try {
    await go();
    await page.locator(".svelte-flow__node").first().waitFor();
    await typeAtEnd(page, "# mine");
    await other.goto(`${given.base}#/rules`);
    const restore = await other.evaluate(async () => {
      const headers = { "Content-Type": "application/json", "X-Borne": "1" };
      const [file] = (await (await fetch("api/rules")).json()).files;
      const post = (text, version) =>
        fetch("api/rules/save", {
          method: "POST",
          headers,
          body: JSON.stringify({
            name: file.name,
            text,
            version,
            language: "en",
          }),
        }).then((answer) => answer.json());
      const saved = await post(`${file.text}# theirs\n`, file.version);
      return { ...file, version: saved.version };
    });
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator("dialog textarea").nth(1).waitFor();
    const theirs = await page.locator("dialog textarea").nth(1).inputValue();
    if (!theirs.includes("# theirs"))
      faults.push("the saved text is not shown");
    await page.screenshot({ path: join(given.outdir, "conflict.png") });
    await page.getByRole("button", { name: "Take the saved one" }).click();
    await page.locator("dialog").waitFor({ state: "detached" });
    await page.getByText("# theirs").waitFor();
    await other.evaluate(async ({ name, text, version }) => {
      await fetch("api/rules/save", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Borne": "1" },
        body: JSON.stringify({ name, text, version, language: "en" }),
      });
    }, restore);
    return faults.filter((fault) => !fault.includes("409"));
  } finally {
    await context.close();
  }
}

/** The connection drops: it is said, what was typed is kept, and it comes back by itself. */
async function lost(given) {
  const { context, page, faults, go } = await tab(given, "#/rules");
  try {
    let refuse = false;
    let socket = null;
    await page.routeWebSocket(/\/api\/live$/, (route) => {
      if (refuse) route.close();
      else {
        socket = route;
        route.connectToServer();
      }
    });
    await go();
    await page.locator(".svelte-flow__node").first().waitFor();
    await typeAtEnd(page, "# typed before the drop");
    refuse = true;
    await socket.close();
    await page.locator("[data-banner=lost]").waitFor();
    await page.screenshot({ path: join(given.outdir, "lost.png") });
    refuse = false;
    await page
      .locator("[data-banner=lost]")
      .waitFor({ state: "detached", timeout: 40_000 });
    await page.locator("nav a").first().click();
    await page.locator("article[data-connector]").first().waitFor();
    await page.locator("nav a").nth(2).click();
    await page.reload();
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+End");
    await page.getByText("# typed before the drop").waitFor();
    return faults;
  } finally {
    await context.close();
  }
}

/** Inside a page with Home Assistant's colours and language, the panel takes both over. */
async function embedded(given) {
  const { context, page, faults } = await tab(given, "");
  const parent = `${given.base}__parent__`;
  try {
    await page.route(parent, (route) =>
      route.fulfill({
        contentType: "text/html",
        body: `<html lang="fr" style="--primary-background-color:#111111;--card-background-color:#1c1c2e;
          --primary-text-color:#e1e1e1;--secondary-text-color:#9b9b9b;--primary-color:#ff9800">
          <iframe src="./" style="width:1200px;height:700px"></iframe></html>`,
      }),
    );
    await page.goto(parent);
    const frame = page.frameLocator("iframe");
    await frame.locator("article[data-connector], .empty").first().waitFor();
    const root = frame.locator("html");
    const found = await root.evaluate((element) => ({
      lang: element.lang,
      theme: element.dataset.theme,
      card: getComputedStyle(element).getPropertyValue("--card").trim(),
    }));
    if (found.lang !== "fr") faults.push(`it speaks ${found.lang}`);
    if (found.theme !== "dark") faults.push(`its theme is ${found.theme}`);
    if (found.card !== "#1c1c2e") faults.push(`its cards are ${found.card}`);
    await page.screenshot({ path: join(given.outdir, "embedded.png") });
    return faults;
  } finally {
    await context.close();
  }
}

const LEGRAND = `<?xml version="1.0" encoding="ISO-8859-1"?>\r
<!-- Côté rue -->\r
<Configuration>\r
  <Serveur attribut="ReadWrite"><value>ws://10.0.0.1:8080/ocpp</value></Serveur>\r
  <UID attribut="ReadWrite"><value/></UID>\r
  <AccessControl><Password><value>hidden-1</value></Password></AccessControl>\r
  <ChargingModeOCPP><value>off</value></ChargingModeOCPP>\r
</Configuration>\r
`;

/** A charger's file goes in, its few values change, and it comes back with every other byte. */
async function legrand(given) {
  const { context, page, faults, go } = await tab(given, "#/legrand");
  const give = (text) =>
    page.setInputFiles("input[type=file]", {
      name: "station.xml",
      mimeType: "text/xml",
      buffer: Buffer.from(text, "latin1"),
    });
  try {
    await go();
    await page.locator(".zone").waitFor();
    await give(LEGRAND);
    const server = page.locator("[data-field='server.1'] input");
    await server.fill("http://192.168.1.2");
    await page.locator("[data-field='server.1'] .problem").waitFor();
    await server.fill("ws://192.168.1.2:9000");
    await page.locator(".diff li").nth(2).waitFor();
    if ((await page.locator("#content").textContent()).includes("hidden-1"))
      faults.push("the password is shown without being asked for");
    const password = page.locator("[data-field='access.password.1']");
    await password.getByRole("button", { name: "Show" }).click();
    await page
      .locator("[data-field='access.password.1'] input[type=text]")
      .waitFor();
    if ((await password.locator("input").inputValue()) !== "hidden-1")
      faults.push("the password is not shown when asked for");
    await page.screenshot({
      path: join(given.outdir, "legrand.png"),
      fullPage: true,
    });
    const [saved] = await Promise.all([
      page.waitForEvent("download"),
      page.locator("a[download]").click(),
    ]);
    if (saved.suggestedFilename() !== "station.xml")
      faults.push(`the file comes back as ${saved.suggestedFilename()}`);
    const wanted = LEGRAND.replace(
      "ws://10.0.0.1:8080/ocpp",
      "ws://192.168.1.2:9000/",
    )
      .replace("<value/>", "<value>charger</value>")
      .replace(">off<", ">activate<");
    const got = readFileSync(await saved.path());
    if (!got.equals(Buffer.from(wanted, "latin1")))
      faults.push("the file differs in more than its values");
    return faults;
  } finally {
    await context.close();
  }
}

/** A file that is no charger's configuration is refused in a sentence, and another can be chosen. */
async function notLegrand(given) {
  const { context, page, faults, go } = await tab(given, "#/legrand");
  try {
    await go();
    await page.locator(".zone").waitFor();
    // The refusal is an answer of the server: what the browser writes about it is no fault.
    const before = faults.length;
    await page.setInputFiles("input[type=file]", {
      name: "page.html",
      mimeType: "text/html",
      buffer: Buffer.from("<!DOCTYPE html><html></html>"),
    });
    const said = await page.locator("[role=alert]").first().textContent();
    faults.splice(before);
    if (!said.includes("web page")) faults.push(`it says: ${said}`);
    const choose = page.getByRole("button", { name: "Choose a file" });
    if (!(await choose.isEnabled())) faults.push("no other file can be chosen");
    return faults;
  } finally {
    await context.close();
  }
}

/** The frames of a charger come by themselves, wait while paused, and are found by their text. */
async function messages(given) {
  const { context, page, faults, go } = await tab(given, "#/messages");
  try {
    await go();
    const rows = page.locator(".list li");
    await rows.first().waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    const goOn = page.getByRole("button", { name: /Go on \(\d+ new\)/ });
    await goOn.waitFor();
    const before = await rows.count();
    await goOn.click();
    await rows.nth(before).waitFor();
    await page.getByLabel("Search").fill("ChangeConfiguration nowhere");
    await page.getByText("No message like that").waitFor();
    await page.getByLabel("Search").fill("GetConfiguration");
    await rows.first().waitFor();
    const actions = await page.locator(".list .action").allTextContents();
    if (actions.some((one) => one !== "GetConfiguration"))
      faults.push(`found as well: ${actions}`);
    await rows.first().locator("summary").click();
    await page.locator("pre").first().waitFor();
    return faults;
  } finally {
    await context.close();
  }
}

/** A key of a charger is changed on its page: its answer, the new value and the history show it. */
async function key(given) {
  const { context, page, faults, go } = await tab(given, "#/chargers");
  try {
    await go();
    await page.locator("a.card").first().click();
    const row = page.locator('[data-key="ConnectionTimeOut"]');
    await row.getByRole("button").click();
    await row.locator("input").fill("91");
    await row.getByRole("button", { name: "Send" }).click();
    await row.locator(".answer").waitFor();
    await row.locator("code", { hasText: "91" }).waitFor();
    await page.getByText("Changes", { exact: true }).click();
    await page.locator("td", { hasText: "ConnectionTimeOut" }).first().waitFor();
    return faults;
  } finally {
    await context.close();
  }
}

export const behaviours = {
  "a boost goes there and back": boost,
  "the why unfolds": why,
  "menus work by keyboard": keyboard,
  "a session opens to its curve": session,
  "sessions export as CSV": csv,
  "a Legrand's file comes back with its values changed": legrand,
  "a file that is no charger's is refused": notLegrand,
  "badges are learnt, added, blocked, forgotten and brought back": badges,
  "badges come in from a spreadsheet": importing,
  "messages come, wait and are found": messages,
  "a key of a charger is changed": key,
  "firmware is sent, diagnostics come back, both are deleted": files,
  "a mistake in the rules is shown where it is": mistake,
  "the rules are saved and put back": save,
  "two people who change the same file see both texts": conflict,
  "rules are changed by gestures, and all is taken back": rules.gestures,
  "wires are drawn and taken away": rules.wires,
  "rules are changed on a phone": rules.phone,
  "the text completes and explains": rules.language,
  "rules come from the library, and former ones back": rules.versions,
  "three hundred rules stay usable": rules.many,
  "the rules are tried on recorded days": rules.tried,
  "a lost connection is said and loses nothing": lost,
  "the panel follows Home Assistant's theme and language": embedded,
};
