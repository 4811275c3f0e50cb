// The text of the rules: typed, found wrong, saved, and changed by two at once.
import { join } from "node:path";
import { tab } from "./tab.mjs";

export async function typeAtEnd(page, text) {
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText(text);
}

/** A mistake is underlined, listed, and a click leads to it; nothing is saved. */
export async function mistake(given) {
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
    // Choosing the problem leads into the text.
    await page.waitForFunction(() =>
      document.activeElement?.shadowRoot?.activeElement?.classList.contains(
        "cm-content",
      ),
    );
    return faults;
  } finally {
    await context.close();
  }
}

/** Saves from the text, then puts back what was there. */
export async function save(given) {
  const { context, page, faults, go } = await tab(given, "#/rules");
  try {
    await go();
    await page.locator(".svelte-flow__node").first().waitFor();
    const button = page.getByRole("button", { name: "Save" });
    if (!(await button.isDisabled()))
      faults.push("there is something to save before a change");
    const inForce = page.getByText("In force", { exact: true });
    await typeAtEnd(page, "# saved from the panel");
    await button.click();
    await page.locator(".toast[data-ok=true]").waitFor();
    await inForce.waitFor();
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+z");
    await button.click();
    await inForce.waitFor();
    if (!(await button.isDisabled()))
      faults.push("there is something to save after it was saved");
    return faults;
  } finally {
    await context.close();
  }
}

/** Two people change the same file: the second sees both texts and takes the saved one. */
export async function conflict(given) {
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
