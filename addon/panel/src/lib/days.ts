// Days as the home counts them: year-month-day in its own time zone.
import { dates } from "./intl";

/** When the local day (year-month-day) begins in the zone, in milliseconds. */
export function midnight(zone: string, localDay: string): number {
  const wanted = Date.parse(`${localDay}T00:00:00Z`);
  // Twice: the first guess may lie on the other side of a change of the clocks.
  const guess = wanted - offset(zone, wanted);
  return wanted - offset(zone, guess);
}

function offset(zone: string, at: number): number {
  const parts = dates("en-CA", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(new Date(at));
  const get = (type: string) => parts.find((part) => part.type === type)?.value ?? "00";
  const local = Date.parse(
    `${get("year")}-${get("month")}-${get("day")}T${get("hour")}:${get("minute")}:${get("second")}Z`,
  );
  return local - Math.floor(at / 1000) * 1000;
}

/** The local day so many days before; after, where they are negative. */
export function daysBefore(localDay: string, days: number): string {
  const at = Date.parse(`${localDay}T12:00:00Z`) - days * 86_400_000;
  return new Date(at).toISOString().slice(0, 10);
}

export interface Hour {
  at: number;
  /** 0 to 24. */
  hour: number;
}

/** Every so many hours of the wall clock from midnight to midnight, both in milliseconds. */
export function hours(zone: string, from: number, to: number, every: number): Hour[] {
  const clock = dates("en", {
    timeZone: zone,
    hour: "2-digit",
    hourCycle: "h23",
  });
  const found: Hour[] = [];
  for (let at = from; at < to; at += 3_600_000) {
    const hour = Number(clock.format(at));
    // An hour that comes twice is named once.
    if (hour % every === 0 && found.at(-1)?.hour !== hour) found.push({ at, hour });
  }
  return [...found, { at: to, hour: 24 }];
}
