// The decisions of a day, asked of the server.

import { get } from "./http";
import type { Absence, Entry, Whole } from "./timeline";

/** So many come at once. */
const PAGE = 500;
const MOST_PAGES = 10;

export interface Place {
  charger: string;
  connector: number;
}

function asked(place: Place, more: Record<string, string>): string {
  return new URLSearchParams({
    charger: place.charger,
    connector: String(place.connector),
    ...more,
  }).toString();
}

/** What was decided in [from, to), oldest first, times as texts. */
export async function between(
  place: Place,
  from: string,
  to: string,
  language: string,
): Promise<Entry[]> {
  const found: Entry[] = [];
  for (let page = 0, until = to; page < MOST_PAGES; page += 1) {
    const query = asked(place, { from, to: until, language });
    const { decisions } = await get<{ decisions: Entry[] }>(`api/decisions?${query}`);
    found.push(...decisions);
    if (decisions.length < PAGE) break;
    until = decisions.at(-1)?.at ?? from;
  }
  return found.reverse();
}

/** What held at that time; null: nothing is kept of it. */
export async function heldAt(place: Place, at: string, language: string): Promise<Whole | null> {
  const query = asked(place, { at, language });
  return (await get<{ decision: Whole | null }>(`api/decision?${query}`)).decision;
}

/** All that held on a day, the decision of the evening before among it. */
export async function dayOf(
  place: Place,
  from: string,
  to: string,
  language: string,
): Promise<Entry[]> {
  const [before, during] = await Promise.all([
    heldAt(place, from, language),
    between(place, from, to, language),
  ]);
  const known = before && during.some((one) => one.at === before.at);
  return before && !known ? [before, ...during] : during;
}

/** When Borne was not running, as far as [from, to) is touched. */
export async function absences(from: string, to: string): Promise<Absence[]> {
  const query = new URLSearchParams({ from, to }).toString();
  const answer = await get<{ absences: { from: string; to: string }[] }>(`api/absences?${query}`);
  return answer.absences.map((one) => ({ from: Date.parse(one.from), to: Date.parse(one.to) }));
}
