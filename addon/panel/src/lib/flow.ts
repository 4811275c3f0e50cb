import type { Site } from "./api";

export type Place = "sun" | "grid" | "battery" | "cars";

export interface Flow {
  place: Place;
  /** Positive: towards the house. */
  watts: number | null;
  /** "in" towards the house, "out" away from it. */
  way: "in" | "out" | "still";
}

const STILL_W = 15;

/** What flows between the house and each place; places that the home does not have are left out. */
export function flows(site: Site): Flow[] {
  const list: Flow[] = [];
  if (site.solar_w !== null) list.push(flow("sun", Math.max(0, site.solar_w)));
  list.push(flow("grid", site.grid_w));
  if (site.battery_w !== null) list.push(flow("battery", -site.battery_w));
  else if (site.battery_soc !== null) list.push(flow("battery", null));
  list.push(flow("cars", -site.cars_w));
  return list;
}

function flow(place: Place, watts: number | null): Flow {
  const still = watts === null || Math.abs(watts) < STILL_W;
  return { place, watts, way: still ? "still" : watts > 0 ? "in" : "out" };
}

/** Seconds for one dash to pass: more power moves faster. */
export function pace(watts: number): number {
  const kilowatts = Math.abs(watts) / 1000;
  return Math.round((2.6 / (0.6 + Math.sqrt(kilowatts))) * 100) / 100;
}

/** The width of the line, in the units of the drawing. */
export function width(watts: number): number {
  return Math.min(9, 3 + Math.sqrt(Math.abs(watts) / 1000) * 2);
}
