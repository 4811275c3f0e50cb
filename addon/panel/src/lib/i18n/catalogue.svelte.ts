import { i18n, type Params } from "./i18n.svelte";
import { fill, typesetFrench } from "./message";

/** The words of a page that is loaded on demand; both languages must have all of them. */
export function catalogue<T extends Record<string, string>>(
  en: T,
  fr: { [K in keyof T]: string },
): (key: keyof T & string, params?: Params) => string {
  return (key, params = {}) => {
    const message = i18n.language === "fr" ? typesetFrench(fr[key]) : en[key];
    return fill(message ?? key, params);
  };
}
