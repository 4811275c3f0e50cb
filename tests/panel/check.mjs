// Opens every page of a running Borne in a real browser, as a person would, and looks for faults.
//
//   node tests/panel/check.mjs http://127.0.0.1:8099/ OUTDIR [WORDS]
//
// OUTDIR receives the screenshots. With WORDS, only the steps whose names have them. CHROMIUM names another browser than /usr/bin/chromium.
// Ends with "N passed, M failed", and with status 1 if anything failed.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { behaviours } from "./behaviours.mjs";
import { PATIENCE } from "./tab.mjs";
import { watch } from "./watch.mjs";

const require = createRequire(
  new URL("../../addon/panel/package.json", import.meta.url),
);
const { chromium } = require("playwright-core");
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const PAGES = {
  home: { hash: "#/", ready: "article[data-connector], .empty" },
  sessions: { hash: "#/sessions", ready: ".totals, .none" },
  legrand: { hash: "#/legrand", ready: ".zone" },
  badges: { hash: "#/badges", ready: "[data-page=badges] [data-tag]" },
  rules: { hash: "#/rules", ready: ".svelte-flow__node, [data-item]" },
  decisions: { hash: "#/decisions", ready: "[role=slider], [role=alert]" },
  chargers: { hash: "#/chargers", ready: "#add" },
  charger: { hash: "#/chargers/garage", ready: "[data-section=measured]" },
  settings: { hash: "#/settings", ready: "[data-page=settings] [role=status]" },
  messages: { hash: "#/messages", ready: ".list li" },
};
const SIZES = {
  phone: { width: 390, height: 844 },
  desk: { width: 1440, height: 900 },
};
const MOST_UNFOLDED = 24;
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const [address, outdir, words = ""] = process.argv.slice(2);
if (!address || !outdir) {
  console.error(
    "Usage: node tests/panel/check.mjs http://HOST:PORT/[PREFIX/] OUTDIR [WORDS]",
  );
  process.exit(2);
}
const base = address.endsWith("/") ? address : `${address}/`;
mkdirSync(outdir, { recursive: true });

let passed = 0;
let failed = 0;

async function step(name, faults) {
  if (!name.includes(words)) return;
  const begun = performance.now();
  const before = await home();
  let found = await tried(faults);
  // In the simulated home cars leave by themselves, also in the middle of a step.
  if (found.length > 0 && before !== (await home()))
    found = await tried(faults);
  const took = `${((performance.now() - begun) / 1000).toFixed(1)} s`.padStart(
    6,
  );
  if (found.length === 0) {
    passed += 1;
    console.log(`ok   ${took}  ${name}`);
  } else {
    failed += 1;
    console.log(`FAIL ${took}  ${name}`);
    for (const fault of found) console.log(`        ${fault}`);
  }
}

async function tried(faults) {
  try {
    return (await faults()) ?? [];
  } catch (error) {
    return [error.message.split("\n").slice(0, 6).join(" | ")];
  }
}

/** What happens in the simulated home by itself: which cars are there, which strange badges came. */
async function home() {
  const { chargers, unknown_tags } = await (await fetch(`${base}api/state`)).json();
  const cars = chargers.flatMap((charger) =>
    charger.connectors.map((connector) => [connector.id, connector.plugged]),
  );
  return JSON.stringify([cars, unknown_tags]);
}

async function opened(context, page) {
  const tab = await context.newPage();
  tab.setDefaultTimeout(PATIENCE);
  const faults = watch(tab, base);
  await tab.goto(base + page.hash);
  await tab.waitForSelector(page.ready);
  await settled(tab);
  return { tab, faults };
}

/** Lets what is drawn after the first answer settle. */
async function settled(tab) {
  await tab.evaluate(() =>
    document.fonts.ready.then(() => new Promise(requestAnimationFrame)),
  );
}

async function looks(context, name, page, size, language) {
  const { tab, faults } = await opened(context, page);
  try {
    const lang = await tab.getAttribute("html", "lang");
    if (lang !== language) faults.push(`the page speaks ${lang}`);
    for (const colorScheme of ["light", "dark"]) {
      await tab.emulateMedia({ colorScheme });
      await tab.waitForSelector(`html[data-theme=${colorScheme}]`);
      await settled(tab);
      const wide = await tab.evaluate(
        () => document.documentElement.scrollWidth - innerWidth,
      );
      if (wide > 0)
        faults.push(`${colorScheme}: ${wide} pixels wider than the window`);
      await tab.screenshot({
        path: join(outdir, `${name}-${size}-${colorScheme}-${language}.png`),
      });
    }
    return faults;
  } finally {
    await tab.close();
  }
}

/** Opens what is folded; of a long list of the same, the first ones. */
function unfold(most) {
  const folded = [...document.querySelectorAll("details")].slice(0, most);
  for (const one of folded) one.open = true;
}

/** Hit areas below 40 pixels, of what is drawn as a control. */
function tooSmall() {
  const controls =
    "button, select, input, summary, nav a, a.btn, [role=menuitem]";
  return [...document.querySelectorAll(controls)].flatMap((element) => {
    // Of a box to tick, its label is hit as well.
    const ticked = ["checkbox", "radio"].includes(element.type);
    const hit = (ticked && element.closest("label")) || element;
    const box = hit.getBoundingClientRect();
    if (box.width === 0 || element.closest(".svelte-flow, .skip")) return [];
    const small = box.height < 39.5 || box.width < 39.5;
    const what =
      element.getAttribute("aria-label") ?? element.textContent ?? "";
    return small
      ? [
          `${what.trim()} is ${Math.round(box.width)} x ${Math.round(box.height)}`,
        ]
      : [];
  });
}

async function accessible(context, page) {
  const { tab } = await opened(context, page);
  try {
    // What is folded may hold more that is.
    for (let deep = 0; deep < 2; deep += 1) {
      await tab.evaluate(unfold, MOST_UNFOLDED);
      await settled(tab);
    }
    await tab.evaluate(AXE);
    const { violations } = await tab.evaluate(() => globalThis.axe.run());
    const faults = violations.flatMap((violation) =>
      violation.nodes.slice(0, 3).map((node) => {
        const why =
          node.any[0]?.message ?? node.all[0]?.message ?? violation.help;
        return `${violation.id}: ${node.target.flat().join(" ")}: ${why}`;
      }),
    );
    return [...faults, ...(await tab.evaluate(tooSmall))];
  } finally {
    await tab.close();
  }
}

const profile = mkdtempSync(join(tmpdir(), "borne-panel-"));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [...FLAGS, `--crash-dumps-dir=${profile}`],
});
try {
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const locale of ["en", "fr"]) {
      const context = await browser.newContext({
        viewport,
        locale,
        timezoneId: "Europe/Paris",
      });
      for (const [name, page] of Object.entries(PAGES))
        await step(`${name} looks right, ${size} ${locale}`, () =>
          looks(context, name, page, size, locale),
        );
      await context.close();
    }
    // Each size, theme and language once: it takes long.
    const [colorScheme, locale] =
      size === "phone" ? ["dark", "en"] : ["light", "fr"];
    const context = await browser.newContext({
      viewport,
      colorScheme,
      locale,
      // The policy would keep the checker out as well.
      bypassCSP: true,
      reducedMotion: "reduce",
    });
    for (const [name, page] of Object.entries(PAGES))
      await step(`${name} is accessible, ${size} ${colorScheme} ${locale}`, () =>
        accessible(context, page),
      );
    await context.close();
  }
  for (const [name, behaviour] of Object.entries(behaviours)) {
    await step(name, () =>
      behaviour({ browser, base, outdir, viewport: SIZES.desk }),
    );
  }
} finally {
  await browser.close();
  rmSync(profile, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
