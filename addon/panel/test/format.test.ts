import { expect, test } from "vitest";
import * as format from "../src/lib/format";

const said = (quantity: format.Quantity) =>
  format.joined(quantity).replaceAll(/[\u00a0\u202f]/g, " ");

test.each([
  [null, "–"],
  [Number.NaN, "–"],
  [0, "0 W"],
  [-0.3, "0 W"],
  [850.4, "850 W"],
  [999.7, "1.00 kW"],
  [2304, "2.30 kW"],
  [-1230, "-1.23 kW"],
  [22_080, "22.1 kW"],
])("power of %s W is %s", (watts, text) => {
  expect(said(format.power("en", watts))).toBe(text);
});

test("French writes a comma", () => {
  expect(said(format.power("fr", 2304))).toBe("2,30 kW");
  expect(said(format.energy("fr", 8420))).toBe("8,42 kWh");
});

test.each([
  [0, "0.00 kWh"],
  [34, "0.034 kWh"],
  [8420, "8.42 kWh"],
  [211_040, "211.0 kWh"],
])("%s Wh are %s", (wh, text) => {
  expect(said(format.energy("en", wh))).toBe(text);
});

test("a number from outside keeps the digits that matter", () => {
  expect(format.plain("en", -1311.9)).toBe("-1,312");
  expect(format.plain("en", 0.25164)).toBe("0.2516");
  expect(format.plain("en", 86)).toBe("86");
});

test("an agreed size has no idle digits", () => {
  expect(said(format.contract("en", 9000))).toBe("9 kVA");
  expect(said(format.contract("en", 36_500))).toBe("36.5 kVA");
});

test("amps show a digit only where there is one", () => {
  expect(said(format.amps("en", 10))).toBe("10 A");
  expect(said(format.amps("en", 9.76))).toBe("9.8 A");
  expect(said(format.amps("en", 9.97))).toBe("10 A");
});

test.each([
  [0, "0 s"],
  [59.4, "59 s"],
  [61, "1 min"],
  [3_600, "1 h"],
  [7_980, "2 h 13"],
  [3_900, "1 h 05"],
])("%s s last %s", (seconds, text) => {
  expect(format.duration(seconds).replaceAll("\u00a0", " ")).toBe(text);
});

test("relative times are rounded, not cut", () => {
  const now = Date.parse("2026-06-07T12:00:00Z");
  expect(format.relative("en", now + 6_900_000, now)).toBe("in 2 hours");
  expect(format.relative("en", now - 3_590_000, now)).toBe("1 hour ago");
  expect(format.relative("fr", now - 300_000, now)).toBe("il y a 5 minutes");
  expect(format.relative("en", now, now)).toBe("now");
});

test("a clock time is the home's, and names the day when it is not today", () => {
  const today = "2026-06-07";
  const zone = "Europe/Paris";
  expect(format.clockTime("fr", zone, "2026-06-07T20:30:00Z", today)).toBe("22:30");
  expect(format.clockTime("en", zone, "2026-06-07T22:30:00Z", today)).toMatch(/Mon.*00:30/);
  expect(format.clockTime("fr", zone, "2026-06-07T20:30:05Z", today, true)).toBe("22:30:05");
});
