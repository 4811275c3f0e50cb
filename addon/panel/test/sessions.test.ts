import { expect, test } from "vitest";
import type { SessionRow } from "../src/lib/api";
import { bars, periodStart, query, roundUp } from "../src/lib/sessions";

const PARIS = "Europe/Paris";
const NOW = Date.parse("2026-06-07T12:00:00+02:00");

function row(started: string, energy_wh: number): SessionRow {
  return {
    id: 1,
    charger: "garage",
    connector: 1,
    started,
    ended: null,
    tag: null,
    person: null,
    energy_wh,
    charging_s: 1,
    duration_s: 1,
    stop_reason: null,
    transactions: 1,
    open: false,
  };
}

test("periods hold whole days", () => {
  expect(periodStart("7d", PARIS, NOW)).toBe("2026-05-31T22:00:00.000Z");
  expect(periodStart("month", PARIS, NOW)).toBe("2026-05-31T22:00:00.000Z");
  expect(periodStart("year", PARIS, NOW)).toBe("2025-12-31T23:00:00.000Z");
  expect(periodStart("all", PARIS, NOW)).toBeNull();
});

test("the query holds what was chosen", () => {
  expect(query({ period: "all", charger: "", tag: "" }, PARIS, NOW)).toBe("");
  expect(query({ period: "all", charger: "a/b", tag: "04" }, PARIS, NOW, "csv")).toBe(
    "?charger=a%2Fb&tag=04&format=csv",
  );
});

test("bars fall on local days, and days without a session stay", () => {
  const told = { ...row("2026-06-06T22:30:00Z", 1000), cost_eur: 0.3, solar_share: 0.75 };
  const rows = [told, row("2026-06-06T12:00:00Z", 500)];
  const found = bars(rows, "7d", PARIS, NOW);
  expect(found).toHaveLength(7);
  expect(found.at(-1)).toEqual({
    key: "2026-06-07",
    energy_wh: 1000,
    count: 1,
    cost_eur: 0.3,
    solar_wh: 750,
  });
  expect(found.at(-2)).toEqual({
    key: "2026-06-06",
    energy_wh: 500,
    count: 1,
    cost_eur: null,
    solar_wh: null,
  });
});

test("months run over the end of a year", () => {
  const found = bars([row("2025-11-03T12:00:00Z", 700)], "all", PARIS, NOW);
  expect(found.map((bar) => bar.key)).toEqual([
    "2025-11",
    "2025-12",
    "2026-01",
    "2026-02",
    "2026-03",
    "2026-04",
    "2026-05",
    "2026-06",
  ]);
});

test.each([
  [0, 1],
  [0.7, 1],
  [14, 20],
  [23, 25],
  [260, 500],
])("the axis for %s ends at %s", (value, top) => {
  expect(roundUp(value)).toBe(top);
});
