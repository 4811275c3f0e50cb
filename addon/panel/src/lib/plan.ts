// A plan as a picture: the price of each hour, and the hours that are chosen.

import type { Plan } from "./api";

export interface Hours {
  from: number;
  to: number;
  price: number | null;
  /** How much of it the plan charges, 0 to 1. */
  share: number;
}

export interface Picture {
  from: number;
  to: number;
  hours: Hours[];
  spans: [number, number][];
  /** EUR/kWh, with 0 among them; null: no price is known. */
  prices: { low: number; high: number } | null;
}

/** What there is to draw; null: nothing. */
export function picture(plan: Plan): Picture | null {
  const spans = plan.spans.map(([from, to]): [number, number] => [
    Date.parse(from),
    Date.parse(to),
  ]);
  const hours = plan.slots.map((slot) => {
    const from = Date.parse(slot.start);
    const to = Date.parse(slot.end);
    return { from, to, price: slot.price_eur_kwh, share: overlap(spans, from, to) / (to - from) };
  });
  const begins = [...hours.map((one) => one.from), ...spans.map(([from]) => from)];
  const ends = [...hours.map((one) => one.to), ...spans.map(([, to]) => to)];
  if (plan.deadline) ends.push(Date.parse(plan.deadline));
  if (begins.length === 0) return null;
  const known = hours.flatMap((one) => (one.price === null ? [] : [one.price]));
  const prices = known.length
    ? { low: Math.min(0, ...known), high: Math.max(0.01, ...known) }
    : null;
  return { from: Math.min(...begins), to: Math.max(...ends), hours, spans, prices };
}

function overlap(spans: [number, number][], from: number, to: number): number {
  return spans.reduce(
    (sum, [start, end]) => sum + Math.max(0, Math.min(end, to) - Math.max(start, from)),
    0,
  );
}
