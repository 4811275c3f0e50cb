import type { Language } from "../api";
import { chooseLanguage } from "./choose";
import { en } from "./en";
import { fr } from "./fr";
import { fill, pluralForm, typesetFrench } from "./message";

export type Key = keyof typeof en;
/** Keys that come in plural forms: "x" for "x.one" and "x.other". */
export type PluralKey = Key extends infer K
  ? K extends `${infer Base}.other`
    ? Base
    : never
  : never;
export type Params = Record<string, string | number>;

const catalogues: Record<Language, Record<Key, string>> = { en, fr };
const STORED = "borne.language";

class I18n {
  language = $state<Language>("en");

  start(): void {
    this.language = chooseLanguage(candidates());
    this.#tellDocument();
  }

  set(language: Language): void {
    this.language = language;
    try {
      localStorage.setItem(STORED, language);
    } catch {
      // A browser may forbid storage; the choice then lasts as long as the page.
    }
    this.#tellDocument();
  }

  #tellDocument(): void {
    document.documentElement.lang = this.language;
  }
}

export const i18n = new I18n();

export function t(key: Key, params: Params = {}): string {
  const message = catalogues[i18n.language][key];
  return fill(i18n.language === "fr" ? typesetFrench(message) : message, params);
}

export function tn(key: PluralKey, count: number, params: Params = {}): string {
  const form = pluralForm(i18n.language, count);
  const shown = new Intl.NumberFormat(i18n.language).format(count);
  return t(`${key}.${form}` as Key, { n: shown, ...params });
}

/** The word for a value from outside, or the value itself where there is no word for it. */
export function tv(group: "limit" | "reason" | "value", value: string): string {
  const key = `${group}.${value}`;
  return key in en ? t(key as Key) : value;
}

function candidates(): (string | null | undefined)[] {
  const query = new URLSearchParams(location.hash.split("?", 2)[1] ?? "");
  return [query.get("lang"), stored(STORED), parentLanguage(), ...navigator.languages];
}

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Home Assistant's language, where the page stands inside it. */
function parentLanguage(): string | null {
  if (window.parent === window) return null;
  try {
    const selected = window.parent.localStorage.getItem("selectedLanguage");
    return selected?.replaceAll('"', "") || window.parent.document.documentElement.lang || null;
  } catch {
    return null; // Another origin: nothing to read there.
  }
}
