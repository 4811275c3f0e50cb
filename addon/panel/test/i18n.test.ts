import { expect, test } from "vitest";
import { chooseLanguage } from "../src/lib/i18n/choose";
import { en } from "../src/lib/i18n/en";
import { fr } from "../src/lib/i18n/fr";
import { fill, pluralForm, typesetFrench } from "../src/lib/i18n/message";

const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

test("English and French have the same keys", () => {
  expect(Object.keys(fr).sort()).toEqual(Object.keys(en).sort());
});

test.each(Object.keys(en) as (keyof typeof en)[])(
  "%s says something in both, with the same values",
  (key) => {
    expect(en[key].trim()).not.toBe("");
    expect(fr[key].trim()).not.toBe("");
    expect(places(fr[key])).toEqual(places(en[key]));
  },
);

test("each plural has all its forms", () => {
  const bases = Object.keys(en).filter((key) => key.endsWith(".one"));
  expect(bases.length).toBeGreaterThan(0);
  for (const key of bases) expect(en).toHaveProperty([key.replace(/\.one$/, ".other")]);
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
