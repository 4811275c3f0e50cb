// The decisions of one day, of one connector, as a band.

import type { Limit, TraceStep } from "./api";

export interface Entry {
  at: string;
  charger: string;
  connector: number;
  session: number | null;
  rule: string | null;
  mode: string;
  charge: boolean;
  current_a: number;
  phases: number;
  why: string;
  next: string | null;
  next_why: string | null;
}

/** A decision with all that was looked at. */
export interface Whole extends Entry {
  trace: TraceStep[];
  limits: Limit[];
}

/** When Borne was not running, in milliseconds. */
export interface Absence {
  from: number;
  to: number;
}

export interface Span {
  entry: Entry;
  /** In milliseconds, within the day. */
  from: number;
  to: number;
}

/** What decided in one go, whatever the current was meanwhile. */
export interface Block {
  spans: Span[];
  from: number;
  to: number;
}

const STARTING_MS = 60_000;

/** How long each decision held between `from` and `to`, first to last; none holds in an absence. */
export function spans(
  entries: Entry[],
  from: number,
  to: number,
  absences: Absence[] = [],
): Span[] {
  return entries
    .map((entry, i) => {
      const next = entries[i + 1];
      const begun = Math.max(from, Date.parse(entry.at));
      return { entry, from: begun, to: Math.min(to, next ? Date.parse(next.at) : to) };
    })
    .flatMap((span) => absences.reduce(without, [span]))
    .filter((span) => span.to > span.from);
}

function without(held: Span[], absence: Absence): Span[] {
  return held.flatMap((span) => {
    const before = { ...span, to: Math.min(span.to, absence.from) };
    const after = { ...span, from: Math.max(span.from, absence.to) };
    // At a start all is decided anew: what held before counts again only if it lasts.
    const again = span.from < absence.to && after.to - after.from < STARTING_MS;
    return again ? [before] : [before, after];
  });
}

/** Neighbours of one rule, mode and answer together. */
export function blocks(spans: Span[]): Block[] {
  const found: Block[] = [];
  for (const span of spans) {
    const last = found.at(-1);
    if (last && last.to === span.from && alike(last.spans[0]?.entry, span.entry)) {
      last.spans.push(span);
      last.to = span.to;
    } else {
      found.push({ spans: [span], from: span.from, to: span.to });
    }
  }
  return found;
}

function alike(one: Entry | undefined, other: Entry): boolean {
  return (
    one?.rule === other.rule &&
    one?.mode === other.mode &&
    one?.charge === other.charge &&
    one?.session === other.session
  );
}

/** The lowest and the highest current of a block. */
export function range(block: Block): [number, number] {
  const amps = block.spans.map((span) => span.entry.current_a);
  return [Math.min(...amps), Math.max(...amps)];
}

/** Which span holds at a time: the nearest one, where none does. */
export function spanAt(spans: Span[], at: number): number {
  const index = spans.findIndex((span) => at < span.to);
  return index < 0 ? spans.length - 1 : index;
}

const COLOURS = ["accent", "sun", "grid", "house", "battery", "warn-line"] as const;

/** Gives each rule a colour of its own, the same wherever it is drawn. */
export class Palette {
  #given = new Map<string, string>();

  /** `rules` in the order of their file, so that a colour does not depend on which day is read first. */
  constructor(rules: Iterable<string> = []) {
    for (const rule of rules) this.of(rule);
  }

  of(rule: string): string {
    const known = this.#given.get(rule);
    if (known) return known;
    const colour = `--${COLOURS[this.#given.size % COLOURS.length]}`;
    this.#given.set(rule, colour);
    return colour;
  }

  /** The rules of a day in the order in which they decided, each with its colour. */
  legend(entries: Entry[]): Map<string, string> {
    const rules = entries.flatMap((entry) => (entry.rule === null ? [] : [entry.rule]));
    return new Map(rules.map((rule) => [rule, this.of(rule)]));
  }
}
