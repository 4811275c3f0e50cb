import { expect, test } from "vitest";
import { daysBefore, hours, midnight } from "../src/lib/days";

const PARIS = "Europe/Paris";

test("a day begins at the home's own midnight, also when the clocks change", () => {
  expect(new Date(midnight(PARIS, "2026-06-07")).toISOString()).toBe("2026-06-06T22:00:00.000Z");
  expect(new Date(midnight(PARIS, "2026-03-29")).toISOString()).toBe("2026-03-28T23:00:00.000Z");
  expect(new Date(midnight(PARIS, "2026-10-25")).toISOString()).toBe("2026-10-24T22:00:00.000Z");
});

test("days are counted over the ends of months and years", () => {
  expect(daysBefore("2026-03-01", 1)).toBe("2026-02-28");
  expect(daysBefore("2026-12-31", -1)).toBe("2027-01-01");
});

test("the hours of a day are those of the clock on the wall, also when it is put forward", () => {
  const names = (day: string) =>
    hours(PARIS, midnight(PARIS, day), midnight(PARIS, daysBefore(day, -1)), 3).map(
      (one) => one.hour,
    );
  expect(names("2026-06-07")).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24]);
  expect(names("2026-03-29")).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24]);
  expect(names("2026-10-25")).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24]);
});
