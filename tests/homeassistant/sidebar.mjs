// Logs in to a running Home Assistant in a real browser, clicks Borne in its sidebar and looks at it.
//
//   node tests/homeassistant/sidebar.mjs http://127.0.0.1:8123 USER PASSWORD OUTFILE.png [light|dark] [SECONDS]
//
// With SECONDS it stays that long on the page before the picture is taken. CHROMIUM names another
// browser than /usr/bin/chromium. Prints what it saw as one line of JSON; ends with status 1 if the
// panel did not open.
import { createRequire } from "node:module";

const require = createRequire(
  new URL("../../addon/panel/package.json", import.meta.url),
);
const { chromium } = require("playwright-core");

const [base, user, password, file, scheme = "light", seconds = "0"] =
  process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
try {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    colorScheme: scheme,
    locale: "en",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(90_000);
  const sockets = [];
  page.on("websocket", (socket) => sockets.push(socket.url()));
  await page.goto(base);
  await page.locator("input[name=username]").fill(user);
  await page.locator("input[name=password]").fill(password);
  await page.locator("input[name=password]").press("Enter");
  const entry = page.locator('ha-sidebar a[href^="/local_borne"]');
  await entry.click();
  const panel = page.frameLocator("iframe");
  await panel.locator("article[data-connector], .empty").first().waitFor();
  const words = await panel.locator("article[data-connector]").allInnerTexts();
  await page.waitForTimeout(1000 * Number(seconds));
  await page.screenshot({ path: file });
  const live = sockets.find((url) => url.includes("/api/hassio_ingress/"));
  console.log(JSON.stringify({ url: page.url(), live, words }));
  if (!live) process.exitCode = 1;
} finally {
  await browser.close();
}
