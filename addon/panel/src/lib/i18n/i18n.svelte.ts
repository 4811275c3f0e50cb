import type { Language } from "../api";
import type en from "./en/core";
import { rememberedLanguage, rememberLanguage } from "./remembered";
import { Texts, type Params, type Plural } from "./texts.svelte";

export type { Params };
export type Key = keyof typeof en;
export type PluralKey = Plural<Key>;

class I18n extends Texts {
  /** Resolves when the first page can be written. */
  async start(): Promise<void> {
    this.language = rememberedLanguage();
    this.#tellDocument();
    await this.speak(this.language);
  }

  async set(language: Language): Promise<void> {
    await this.speak(language);
    rememberLanguage(language);
    this.#tellDocument();
  }

  #tellDocument(): void {
    document.documentElement.lang = this.language;
  }
}

export const i18n = new I18n();

/** The sentences of a part that is loaded on demand, with the chunk of its page. */
export const catalogue: I18n["opened"] = (loaders) => i18n.opened(loaders);

/** The sentences of the frame and of the first page. */
export const t = i18n.part<typeof en>({
  en: () => import("./en/core"),
  fr: () => import("./fr/core"),
});

export function tn(key: PluralKey, count: number, params: Params = {}): string {
  return t.count(key, count, params);
}

/** The colon after a label. */
export const colon = (): string => (i18n.language === "fr" ? "\u00a0:" : ":");

/** The word for a value from outside, or the value itself where there is no word for it. */
export function tv(group: "limit" | "value", value: string): string {
  const key = `${group}.${value}`;
  return t.has(key) ? t(key) : value;
}
