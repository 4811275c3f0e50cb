import type { SessionRow } from "./api";
import { daysBefore, midnight } from "./days";
import { day } from "./format";

export const PERIODS = ["7d", "30d", "month", "year", "all"] as const;
export type Period = (typeof PERIODS)[number];

export interface Filters {
  period: Period;
  charger: string;
  tag: string;
}

/** The first instant of a period that ends now; null is "from the beginning". */
export function periodStart(period: Period, zone: string, now: number): string | null {
  const today = day(zone, new Date(now));
  const starts: Record<Period, () => number | null> = {
    "7d": () => midnight(zone, daysBefore(today, 6)),
    "30d": () => midnight(zone, daysBefore(today, 29)),
    month: () => midnight(zone, `${today.slice(0, 7)}-01`),
    year: () => midnight(zone, `${today.slice(0, 4)}-01-01`),
    all: () => null,
  };
  const start = starts[period]();
  return start === null ? null : new Date(start).toISOString();
}

/** The query of `api/sessions`. */
export function query(filters: Filters, zone: string, now: number, format?: "csv"): string {
  const search = new URLSearchParams();
  const from = periodStart(filters.period, zone, now);
  if (from) search.set("from", from);
  if (filters.charger) search.set("charger", filters.charger);
  if (filters.tag) search.set("tag", filters.tag);
  if (format) search.set("format", format);
  const text = search.toString();
  return text ? `?${text}` : "";
}

export interface Bar {
  /** "2026-06-07" or "2026-06". */
  key: string;
  energy_wh: number;
  count: number;
  /** EUR; null: no price was known. */
  cost_eur: number | null;
  /** Of the energy, what is known to have come from the sun; null: nobody knows of any. */
  solar_wh: number | null;
}

export function byDay(period: Period): boolean {
  return period !== "year" && period !== "all";
}

/** Energy by local day or month, without holes, oldest first. */
export function bars(rows: SessionRow[], period: Period, zone: string, now: number): Bar[] {
  const length = byDay(period) ? 10 : 7;
  const today = day(zone, new Date(now)).slice(0, length);
  const keys = rows.map((row) => day(zone, new Date(row.started)).slice(0, length));
  const start = periodStart(period, zone, now);
  const first = start
    ? day(zone, new Date(start)).slice(0, length)
    : keys.reduce((low, key) => (key < low ? key : low), today);
  const found = new Map<string, Bar>();
  for (let key = first; key <= today; key = following(key)) {
    found.set(key, { key, energy_wh: 0, count: 0, cost_eur: null, solar_wh: null });
  }
  rows.forEach((row, i) => {
    const bar = found.get(keys[i] ?? "");
    if (!bar) return;
    bar.energy_wh += row.energy_wh;
    bar.count += 1;
    if (typeof row.solar_share === "number") {
      bar.solar_wh = (bar.solar_wh ?? 0) + row.solar_share * row.energy_wh;
    }
    if (typeof row.cost_eur === "number") bar.cost_eur = (bar.cost_eur ?? 0) + row.cost_eur;
  });
  return [...found.values()].slice(-36);
}

function following(key: string): string {
  if (key.length === 10) return daysBefore(key, -1);
  const [year = 0, month = 0] = key.split("-").map(Number);
  return month === 12 ? `${year + 1}-01` : `${year}-${String(month + 1).padStart(2, "0")}`;
}

export function meanPower(row: SessionRow): number | null {
  return row.charging_s > 0 ? (row.energy_wh * 3600) / row.charging_s : null;
}

/** A round number at or above `value`, for the top of an axis. */
export function roundUp(value: number): number {
  if (value <= 0) return 1;
  const size = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 2.5, 5, 10].find((step) => step * size >= value) ?? 10) * size;
}
