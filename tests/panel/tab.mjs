import { watch } from "./watch.mjs";

/** ms; far more than anything takes, also on a busy machine. */
export const PATIENCE = 60_000;
/** Longer than the simulated home is without a car. */
export const UNTIL_A_CAR_COMES = 90_000;

/** A page of the panel in a context of its own, and the faults that it shows; nothing in it glides. */
export async function tab({ browser, base, viewport }, hash, options = {}) {
  const context = await browser.newContext({
    viewport,
    locale: "en",
    reducedMotion: "reduce",
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const faults = watch(page, base);
  return { context, page, faults, go: () => page.goto(base + hash) };
}

/** The middle of what is found, when it stands still. */
export async function middle(locator) {
  const element = await locator.elementHandle();
  await element.waitForElementState("stable");
  const box = await element.boundingBox();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
