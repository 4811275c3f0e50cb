import type { Language } from "../api";
import { numbers } from "../intl";
import { fill, pluralForm, typesetFrench } from "./message";

export type Params = Record<string, string | number>;
/** Keys that come in plural forms: "x" for "x.one" and "x.other". */
export type Plural<K> = K extends `${infer Base}.other` ? Base : never;
type Loaders<T> = Record<Language, () => Promise<{ default: Record<keyof T, string> }>>;

/** The sentences of one part of the panel, in the language in use. */
export interface Say<T> {
  (key: keyof T & string, params?: Params): string;
  count(key: Plural<keyof T>, count: number, params?: Params): string;
  has(key: string): key is keyof T & string;
}

/** One language, and of each part of the panel that is open its sentences in that language. */
export class Texts {
  language = $state<Language>("en");
  #parts: Part[] = [];

  /** Shows another language as soon as every part has its sentences. */
  async speak(language: Language): Promise<void> {
    let missing: Part[];
    while ((missing = this.#parts.filter((part) => !part.has(language))).length > 0) {
      await Promise.all(missing.map((part) => part.load(language)));
    }
    this.language = language;
  }

  /** A part whose sentences come with the next `speak`. */
  part<T>(loaders: Loaders<T>): Say<T> {
    return this.#add(loaders).say(() => this.language);
  }

  /** A part that is opened now: its sentences in the language in use are there. */
  async opened<T>(loaders: Loaders<T>): Promise<Say<T>> {
    const part = this.#add(loaders);
    while (!part.has(this.language)) await part.load(this.language);
    return part.say(() => this.language);
  }

  #add(loaders: Loaders<never>): Part {
    const part = new Part(loaders);
    this.#parts.push(part);
    return part;
  }
}

class Part {
  #loaders: Loaders<Record<string, string>>;
  #sentences: Partial<Record<Language, Record<string, string>>> = {};

  constructor(loaders: Loaders<never>) {
    this.#loaders = loaders;
  }

  has(language: Language): boolean {
    return language in this.#sentences;
  }

  async load(language: Language): Promise<void> {
    this.#sentences[language] = (await this.#loaders[language]()).default;
  }

  say<T>(language: () => Language): Say<T> {
    const has = (key: string): key is keyof T & string =>
      key in (this.#sentences[language()] ?? {});
    const say = (key: string, params: Params = {}) => {
      const message = this.#sentences[language()]?.[key] ?? key;
      return fill(language() === "fr" ? typesetFrench(message) : message, params);
    };
    const count = (key: string, count: number, params: Params = {}) => {
      const shown = numbers(language(), {}).format(count);
      return say(`${key}.${pluralForm(language(), count)}`, { n: shown, ...params });
    };
    return Object.assign(say, { has, count });
  }
}
