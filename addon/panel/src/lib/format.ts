import type { Language } from "./api";
import { agoes, dates, numbers } from "./intl";

/** A number and its unit apart, so that the page can set them in two sizes. */
export interface Quantity {
  value: string;
  unit: string;
}

const NONE: Quantity = { value: "–", unit: "" };

function number(language: Language, digits: number): Intl.NumberFormat {
  return numbers(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function scaled(language: Language, amount: number | null, unit: string, digits: number): Quantity {
  if (amount === null || !Number.isFinite(amount)) return NONE;
  const whole = Math.round(amount);
  if (Math.abs(whole) < 1000) {
    return { value: number(language, 0).format(whole === 0 ? 0 : whole), unit };
  }
  const kilo = amount / 1000;
  const shown = Math.abs(kilo) >= 100 ? 0 : Math.abs(kilo) >= 10 ? Math.min(digits, 1) : digits;
  return { value: number(language, shown).format(kilo), unit: `k${unit}` };
}

export function power(language: Language, watts: number | null): Quantity {
  return scaled(language, watts, "W", 2);
}

export function apparent(language: Language, va: number | null): Quantity {
  return scaled(language, va, "VA", 1);
}

/** A size that is agreed, not measured: "9 kVA", without digits that say nothing. */
export function contract(language: Language, va: number | null): Quantity {
  if (va === null) return NONE;
  const kilo = numbers(language, { maximumFractionDigits: 1 }).format(va / 1000);
  return { value: kilo, unit: "kVA" };
}

/** Always in kWh: energies stand beneath one another. */
export function energy(language: Language, wh: number | null): Quantity {
  if (wh === null || !Number.isFinite(wh)) return NONE;
  const kwh = wh / 1000;
  const size = Math.abs(kwh);
  const digits = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 0.1 || size < 0.0005 ? 2 : 3;
  return { value: number(language, digits).format(kwh), unit: "kWh" };
}

export function amps(language: Language, a: number | null): Quantity {
  if (a === null || !Number.isFinite(a)) return NONE;
  const digits = Number.isInteger(Math.round(a * 10) / 10) ? 0 : 1;
  return { value: number(language, digits).format(a), unit: "A" };
}

/** A number as somebody else gives it, without digits that nobody reads. */
export function plain(language: Language, value: number): string {
  const digits =
    Math.abs(value) >= 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 4 };
  return numbers(language, digits).format(value);
}

export function money(language: Language, euros: number | null | undefined): string {
  if (euros === null || euros === undefined || !Number.isFinite(euros)) return "–";
  return numbers(language, { style: "currency", currency: "EUR" }).format(euros);
}

/** A share from 0 to 1, in whole percent. */
export function percent(language: Language, share: number | null | undefined): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return "–";
  return numbers(language, { style: "percent", maximumFractionDigits: 0 }).format(share);
}

/** A price of a kWh, to the hundredth of a cent. */
export function perKwh(language: Language, euros: number | null): string {
  if (euros === null || !Number.isFinite(euros)) return "–";
  const style = { style: "currency", currency: "EUR", maximumFractionDigits: 4 } as const;
  return `${numbers(language, style).format(euros)}/kWh`;
}

/** A quantity in one piece, with a space that does not break. */
export function joined(quantity: Quantity): string {
  return quantity.unit ? `${quantity.value}\u00a0${quantity.unit}` : quantity.value;
}

export function duration(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return "–";
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole}\u00a0s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}\u00a0min`;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return rest ? `${hours}\u00a0h\u00a0${String(rest).padStart(2, "0")}` : `${hours}\u00a0h`;
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** "in 2 hours", "il y a 5 minutes": from `now` to `at`, both in milliseconds. */
export function relative(language: Language, at: number, now: number): string {
  const seconds = Math.round((at - now) / 1000);
  const format = agoes(language, { numeric: "auto", style: "long" });
  for (const [unit, size] of UNITS) {
    // 59.9 minutes are an hour, not 60 minutes.
    if (Math.abs(seconds) >= size * 0.99) return format.format(Math.round(seconds / size), unit);
  }
  return format.format(0, "second");
}

/** Only the clock on the day that is `today`, with the day otherwise; in the home's own time zone. */
export function clockTime(
  language: Language,
  zone: string,
  iso: string,
  today: string,
  seconds = false,
): string {
  const at = new Date(iso);
  return dates(language, {
    ...hands(zone, seconds),
    ...(day(zone, at) === today ? {} : { weekday: "short", day: "numeric", month: "short" }),
  }).format(at);
}

/** Only the clock on the wall, whatever the day. */
export function wallClock(language: Language, zone: string, iso: string, seconds = false): string {
  return dates(language, hands(zone, seconds)).format(new Date(iso));
}

function hands(zone: string, seconds: boolean): Intl.DateTimeFormatOptions {
  return {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    ...(seconds ? { second: "2-digit" } : {}),
    hourCycle: "h23",
  };
}

export function dateTime(language: Language, zone: string, iso: string): string {
  return dates(language, {
    timeZone: zone,
    dateStyle: "medium",
    timeStyle: "short",
    hourCycle: "h23",
  }).format(new Date(iso));
}

/** A day that is given as "2026-06-07", as people write it. */
export function date(language: Language, day: string): string {
  return dates(language, { timeZone: "UTC", dateStyle: "medium" }).format(
    new Date(`${day}T12:00:00Z`),
  );
}

/** "2026-06-07", the local day. */
export function day(zone: string, at: Date): string {
  return dates("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).format(at);
}
