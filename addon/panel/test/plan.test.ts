import { expect, test } from "vitest";
import type { Plan } from "../src/lib/api";
import { perKwh } from "../src/lib/format";
import { picture } from "../src/lib/plan";

const at = (hour: number) => new Date(Date.UTC(2026, 5, 7, hour)).toISOString();
const PLAN: Plan = {
  deadline: at(6),
  missing_wh: 0,
  below_eur_kwh: null,
  progress: null,
  spans: [[new Date(Date.UTC(2026, 5, 7, 2, 30)).toISOString(), at(4)]],
  slots: [0, 2, 4].map((hour) => ({
    start: at(hour),
    end: at(hour + 2),
    price_eur_kwh: hour / 10,
  })),
};

test("each hour has its price, and how much of it is chosen", () => {
  const drawn = picture(PLAN);
  expect(drawn?.hours.map((one) => [one.price, one.share])).toEqual([
    [0, 0],
    [0.2, 0.75],
    [0.4, 0],
  ]);
  expect(drawn).toMatchObject({ from: Date.parse(at(0)), to: Date.parse(at(6)) });
  expect(drawn?.prices).toEqual({ low: 0, high: 0.4 });
});

test("a price below nothing has room below the line", () => {
  const slots = [{ start: at(0), end: at(1), price_eur_kwh: -0.05 }];
  expect(picture({ ...PLAN, slots })?.prices).toEqual({ low: -0.05, high: 0.01 });
});

test("without prices the chosen hours are drawn, and nothing is without either", () => {
  expect(picture({ ...PLAN, slots: [] })).toMatchObject({ prices: null, to: Date.parse(at(6)) });
  expect(picture({ ...PLAN, slots: [], spans: [] })).toBeNull();
});

test("a price of a kWh keeps its hundredths of a cent", () => {
  expect(perKwh("en", 0.2068)).toBe("€0.2068/kWh");
  expect(perKwh("fr", 0.27)).toMatch(/^0,27\s€\/kWh$/);
  expect(perKwh("en", null)).toBe("–");
});
