import type { ChargersKey } from "./i18n/chargers";

interface Ending {
  key: ChargersKey;
  /** What the sentence is about: a code, or s. */
  what: string;
}

const ENDINGS: [RegExp, ChargersKey][] = [
  [/^the charger closed it \((.*)\)$/, "ended.closed"],
  [/^silent for (\d+) s$/, "ended.silent"],
  [/^broke the WebSocket protocol \((.*)\)$/, "ended.protocol"],
  [/^did not read what it was sent$/, "ended.unread"],
  [/^replaced by a newer connection$/, "ended.replaced"],
  [/^Borne stops$/, "ended.stops"],
  [/^the line broke \((.*)\)$/, "ended.broke_by"],
  [/^the line broke$/, "ended.broke"],
];

/** How a connection ended, by the words in which Borne keeps it; null: those are no words of its. */
export function ending(reason: string): Ending | null {
  for (const [words, key] of ENDINGS) {
    const found = words.exec(reason);
    if (found) return { key, what: found[1] ?? "" };
  }
  return null;
}
