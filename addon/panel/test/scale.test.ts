import { expect, test } from "vitest";
import { highest, position, ticks } from "../src/lib/scale";

test("marks stand in proportion and never leave the scale", () => {
  expect(position(8, 32)).toBe(25);
  expect(position(0, 32)).toBe(0);
  expect(position(40, 32)).toBe(100);
  expect(position(-1, 32)).toBe(0);
});

test("what is not known has no mark", () => {
  expect(position(null, 32)).toBeNull();
  expect(position(10, 0)).toBeNull();
});

test("the ticks are nought, the least and the most", () => {
  expect(ticks(6, 32)).toEqual([
    { amps: 0, at: 0 },
    { amps: 6, at: 18.75 },
    { amps: 32, at: 100 },
  ]);
  expect(ticks(0, 16).map((tick) => tick.amps)).toEqual([0, 16]);
});

test("the highest phase counts", () => {
  expect(highest([6, 9.5, 7])).toBe(9.5);
  expect(highest([])).toBeNull();
  expect(highest(null)).toBeNull();
});
