import { expect, it } from "vitest";
import { offers } from "../src/lib/security";
import { charger } from "./samples";

const security = charger().security;

it("offers no profile to a charger that has not shown a password", () => {
  expect(offers(security)).toEqual([]);
});

it("offers what is above the profile in use, a certificate only where there is one", () => {
  const password = { made: "2026-06-07T12:00:00Z", seen: "2026-06-07T12:01:00Z" };
  expect(offers({ ...security, password, used: 1 })).toEqual([2]);
  const certificate = { until: "2036-06-07T12:00:00Z" };
  expect(offers({ ...security, password, certificate, used: 2 })).toEqual([3]);
});
