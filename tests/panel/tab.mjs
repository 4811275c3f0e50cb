import { watch } from "./watch.mjs";

const PATIENCE = 20_000;

/** A page of the panel in a context of its own, and the faults that it shows. */
export async function tab({ browser, base, viewport }, hash, options = {}) {
  const context = await browser.newContext({
    viewport,
    locale: "en",
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const faults = watch(page, base);
  return { context, page, faults, go: () => page.goto(base + hash) };
}
