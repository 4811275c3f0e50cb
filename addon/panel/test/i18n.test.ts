import { expect, test } from "vitest";
import { chooseLanguage } from "../src/lib/i18n/choose";
import { fill, pluralForm, typesetFrench } from "../src/lib/i18n/message";
import { Texts } from "../src/lib/i18n/texts.svelte";

type Sentences = Record<string, string>;
const byPart = (files: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(files).map(([path, said]) => [path.split("/").at(-1) ?? "", said as Sentences]),
  );
const en = byPart(import.meta.glob("../src/lib/i18n/en/*.ts", { eager: true, import: "default" }));
const fr = byPart(import.meta.glob("../src/lib/i18n/fr/*.ts", { eager: true, import: "default" }));
const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

test("each part of the panel speaks English and French", () => {
  expect(Object.keys(en).length).toBeGreaterThan(3);
  expect(Object.keys(fr).sort()).toEqual(Object.keys(en).sort());
});

test.each(Object.keys(en))("%s says the same in both, with the same values", (part) => {
  const english = en[part] ?? {};
  const french = fr[part] ?? {};
  expect(Object.keys(french).sort()).toEqual(Object.keys(english).sort());
  for (const [key, sentence] of Object.entries(english)) {
    expect(sentence.trim(), key).not.toBe("");
    expect(french[key]?.trim(), key).not.toBe("");
    expect(places(french[key] ?? ""), key).toEqual(places(sentence));
  }
});

test.each(Object.entries(en))("each plural of %s has all its forms", (_, sentences) => {
  for (const key of Object.keys(sentences).filter((name) => name.endsWith(".one"))) {
    expect(sentences).toHaveProperty([key.replace(/\.one$/, ".other")]);
  }
});

test("a language shows when every part has it, also a part that opened in between", async () => {
  const texts = new Texts();
  const part = (name: string, late = Promise.resolve()) => ({
    en: async () => ({ default: { say: `${name} in English` } }),
    fr: () => late.then(() => ({ default: { say: `${name} en français` } })),
  });
  let arrive = () => {};
  const first = texts.part(part("one", new Promise((resolve) => (arrive = resolve))));
  await texts.speak("en");
  const switched = texts.speak("fr");
  const second = await texts.opened(part("two"));
  expect([first("say"), second("say")]).toEqual(["one in English", "two in English"]);
  arrive();
  await switched;
  expect([first("say"), second("say")]).toEqual(["one en français", "two en français"]);
});

test("a language that does not come leaves the one that is there", async () => {
  const texts = new Texts();
  const say = texts.part({
    en: async () => ({ default: { hello: "Hello" } }),
    fr: () => Promise.reject(new Error("no connection")),
  });
  await texts.speak("en");
  await expect(texts.speak("fr")).rejects.toThrow("no connection");
  expect([texts.language, say("hello")]).toEqual(["en", "Hello"]);
});

test("French counts zero as one", () => {
  expect(pluralForm("fr", 0)).toBe("one");
  expect(pluralForm("en", 0)).toBe("other");
  expect(pluralForm("fr", 1_000_000)).toBe("other");
});

test("values are filled in, and what is missing stays to be seen", () => {
  expect(fill("{a} of {b}", { a: 1 })).toBe("1 of {b}");
});

test("a value that looks like a place is not filled again", () => {
  expect(fill("{a} {b}", { a: "{b}", b: "x" })).toBe("{b} x");
});

test("French keeps its marks with their word", () => {
  expect(typesetFrench("Où : « ici » ; 5 %")).toBe("Où\u00a0: «\u00a0ici\u00a0»\u00a0; 5\u00a0%");
});

test("the first language that we speak is chosen", () => {
  expect(chooseLanguage([null, "de-DE", "fr-CA", "en"])).toBe("fr");
  expect(chooseLanguage(["de"])).toBe("en");
});
