import { expect, test } from "vitest";
import { quietOf, windowOf } from "../src/lib/notices";

test("a window is its two ends", () => {
  expect(quietOf("22:00-07:00")).toEqual({ from: "22:00", to: "07:00" });
  expect(quietOf("7:30 – 9:00")).toEqual({ from: "07:30", to: "09:00" });
  expect(quietOf(null)).toBeNull();
  expect(windowOf({ from: "22:00", to: "07:00" })).toBe("22:00-07:00");
});

test("an end that is missing, or the same, is no window", () => {
  expect(windowOf({ from: "", to: "07:00" })).toBeNull();
  expect(windowOf({ from: "07:00", to: "07:00" })).toBeNull();
});
