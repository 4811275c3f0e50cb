// Formatting bound to the language, the home's time zone and the present second.
import { clock } from "./clock.svelte";
import * as format from "./format";
import { i18n, t } from "./i18n/i18n.svelte";
import { live } from "./live.svelte";

// By themselves: news of the house, and the seconds, leave the times that are shown as they are.
const zone = $derived(live.state?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
const today = $derived(format.day(zone, new Date(clock.now)));

export const powerParts = (w: number | null) => format.power(i18n.language, w);
export const power = (w: number | null) => format.joined(powerParts(w));
export const apparentParts = (va: number | null) => format.apparent(i18n.language, va);
export const apparent = (va: number | null) => format.joined(apparentParts(va));
export const contract = (va: number | null) => format.joined(format.contract(i18n.language, va));
export const energyParts = (wh: number | null) => format.energy(i18n.language, wh);
export const energy = (wh: number | null) => format.joined(energyParts(wh));
export const ampsParts = (a: number | null) => format.amps(i18n.language, a);
export const amps = (a: number | null) => format.joined(ampsParts(a));
export const plain = (value: number) => format.plain(i18n.language, value);
export const money = (euros: number | null | undefined) => format.money(i18n.language, euros);
export const percent = (share: number | null | undefined) => format.percent(i18n.language, share);
export const perKwh = (euros: number | null) => format.perKwh(i18n.language, euros);
export const duration = format.duration;

export function relative(iso: string | null): string {
  if (iso === null) return t("time.never");
  return format.relative(i18n.language, Date.parse(iso), clock.now);
}

export function clockTime(iso: string, seconds = false): string {
  return format.clockTime(i18n.language, zone, iso, today, seconds);
}

export function wallClock(iso: string, seconds = false): string {
  return format.wallClock(i18n.language, zone, iso, seconds);
}

export function dateTime(iso: string): string {
  return format.dateTime(i18n.language, zone, iso);
}

export const date = (day: string) => format.date(i18n.language, day);

export function localDay(iso: string): string {
  return format.day(zone, new Date(iso));
}
