import { expect, test } from "vitest";
import { dates, numbers } from "../src/lib/intl";

test("a formatter is made once for what is the same, and apart for what is not", () => {
  const clock = () => dates("fr", { hour: "2-digit", timeZone: "Europe/Paris" });
  expect(clock()).toBe(clock());
  expect(clock()).not.toBe(dates("fr", { hour: "2-digit", timeZone: "UTC" }));
  expect(numbers("fr", {}).format(1.5)).toBe("1,5");
  expect(numbers("en", {}).format(1.5)).toBe("1.5");
});
