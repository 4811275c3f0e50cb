import type { Language } from "../api";

/** The first candidate that we speak; English when there is none. */
export function chooseLanguage(candidates: (string | null | undefined)[]): Language {
  for (const candidate of candidates) {
    const base = candidate?.toLowerCase().split(/[-_]/)[0];
    if (base === "en" || base === "fr") return base;
  }
  return "en";
}
