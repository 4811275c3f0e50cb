import type { Language } from "../api";
import { chooseLanguage } from "./choose";

const STORED = "borne.language";

/** The language of this page: by its address, as chosen before, Home Assistant's, the browser's. */
export function rememberedLanguage(): Language {
  const query = new URLSearchParams(location.hash.split("?", 2)[1] ?? "");
  return chooseLanguage([query.get("lang"), stored(), parentLanguage(), ...navigator.languages]);
}

export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(STORED, language);
  } catch {
    // A browser may forbid storage; the choice then lasts as long as the page.
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(STORED);
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
