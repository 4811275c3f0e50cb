// What a person does with the panel, each as a function that returns the faults it found.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decisions, plan, unread } from "./decisions.mjs";
import { files } from "./files.mjs";
import { badges, importing } from "./badges.mjs";
import { asked, folded, kept } from "./charger.mjs";
import { conflict, mistake, save, typeAtEnd } from "./rule-text.mjs";
import * as rules from "./rules.mjs";
import { csv, openSession, session } from "./sessions.mjs";
import { shadow } from "./shadow.mjs";
import { tab, UNTIL_A_CAR_COMES } from "./tab.mjs";

/** A boost by one click, its result as a sentence, the card that shows it; then back to the rules. */
async function boost(given) {
  const { context, page, faults, go } = await tab(given, "#/");
  try {
    await go();
    const plugged = page.locator("article[data-plugged=true]");
    // A simulated car may take its time to arrive.
    await plugged.first().waitFor({ timeout: UNTIL_A_CAR_COMES });
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
    const details = page
      .locator("article[data-plugged=true] [data-why]")
      .first();
    await details.locator("summary").click({ timeout: UNTIL_A_CAR_COMES });
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
    await page.locator("[role=menuitem]:focus").waitFor();
    await page.keyboard.press("ArrowDown");
    await page.locator("li:nth-child(2) > [role=menuitem]:focus").waitFor();
    await page.keyboard.press("Escape");
    await page.locator("article [aria-haspopup=menu]:focus").waitFor();
    return faults;
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
    await page.locator("[data-banner=lost]").waitFor({ state: "detached" });
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
    await frame.locator("html[lang=fr][data-theme=dark]").waitFor();
    const card = await root.evaluate((element) =>
      getComputedStyle(element).getPropertyValue("--card").trim(),
    );
    if (card !== "#1c1c2e") faults.push(`its cards are ${card}`);
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
    const waiting = page.getByText(/^Paused, \d+ new$/);
    // Without a car, a charger says little.
    await waiting.waitFor({ timeout: UNTIL_A_CAR_COMES });
    const before = await rows.count();
    await page.getByRole("button", { name: "Go on" }).click();
    await rows.nth(before).waitFor();
    await page.getByLabel("Search").fill("ChangeConfiguration nowhere");
    await page.getByText("No message like that").waitFor();
    await page.getByLabel("Search").fill("GetConfiguration");
    await rows.first().waitFor();
    const actions = await page.locator(".list .action").allTextContents();
    if (actions.some((one) => one !== "GetConfiguration"))
      faults.push(`found as well: ${actions}`);
    await rows.first().locator("summary").click();
    const body = await page.locator("pre").first().textContent();
    if (body.trim() !== JSON.stringify(JSON.parse(body), null, 2))
      faults.push(`a frame is not laid out as JSON is: ${body}`);
    return faults;
  } finally {
    await context.close();
  }
}

/** A key of a charger is changed on its page by keyboard, shows in the history, and is taken back. */
async function key(given) {
  const { context, page, faults, go } = await tab(given, "#/chargers");
  try {
    await go();
    await page.locator("a.card").first().click();
    const row = page.locator('[data-key="ConnectionTimeOut"]');
    const before = await row.locator("code").textContent();
    await row.getByRole("button").focus();
    await page.keyboard.press("Enter");
    await row.locator("input:focus").fill("91");
    await page.keyboard.press("Enter");
    await row.locator(".answer").waitFor();
    await row.locator("code", { hasText: "91" }).waitFor();
    await row.locator("[data-change]:focus").waitFor();
    await page.getByText("Changes", { exact: true }).click();
    const change = page.locator("[data-change=ConnectionTimeOut]").first();
    await change.getByText("by hand, taken").waitFor();
    await change.locator("s", { hasText: before }).waitFor();
    await page.screenshot({ path: join(given.outdir, "key.png") });
    await row.getByRole("button", { name: /back to/ }).click();
    await row.locator("code", { hasText: before }).waitFor();
    return faults;
  } finally {
    await context.close();
  }
}

/** What is in force is read back from the charger, and the keyboard is where it was. */
async function inForce(given) {
  const { context, page, faults, go } = await tab(given, "#/chargers/carport");
  try {
    await go();
    await page.getByRole("button", { name: "Read it back" }).focus();
    await page.keyboard.press("Enter");
    await page.locator("[data-in-force]").waitFor();
    await page.locator("button:focus", { hasText: "Read it back" }).waitFor();
    return faults;
  } finally {
    await context.close();
  }
}

export const behaviours = {
  "a boost goes there and back": boost,
  "the why unfolds": why,
  "menus work by keyboard": keyboard,
  "a plan is drawn with its hours and prices": plan,
  "the decisions of a day are looked through": decisions,
  "decisions that cannot be read are asked for again": unread,
  "a session opens to its curve": session,
  "the page of an open session follows its car": openSession,
  "sessions export as CSV": csv,
  "a Legrand's file comes back with its values changed": legrand,
  "a file that is no charger's is refused": notLegrand,
  "badges are learnt, added, blocked, forgotten and brought back": badges,
  "badges come in from a spreadsheet": importing,
  "messages come, wait and are found": messages,
  "a key of a charger is changed": key,
  "the limits in force are read back": inForce,
  "a free socket is kept for a badge": kept,
  "a charger is asked about its roots": asked,
  "a charger's page folds on a phone": folded,
  "firmware is sent, diagnostics come back, both are deleted": files,
  "a mistake in the rules is shown where it is": mistake,
  "the rules are saved and put back": save,
  "two people who change the same file see both texts": conflict,
  "rules are changed by gestures, and all is taken back": rules.gestures,
  "wires are drawn and taken away": rules.wires,
  "a finger draws a wire": rules.finger,
  "events are boxes like the others": rules.events,
  "rules are changed on a phone": rules.phone,
  "the text completes and explains": rules.language,
  "rules come from the library, and former ones back": rules.versions,
  "three hundred rules stay usable": rules.many,
  "the rules are tried on recorded days": rules.tried,
  "a text decides in the shadow and is taken over": shadow,
  "a lost connection is said and loses nothing": lost,
  "the panel follows Home Assistant's theme and language": embedded,
};
