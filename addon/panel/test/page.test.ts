import { expect, test } from "vitest";
import type { Input } from "../src/lib/api";
import { byUrgency, troubled } from "../src/lib/inputs";
import { parseHash } from "../src/lib/route";
import { backOff } from "../src/lib/timing";

test("addresses lead to pages, unknown ones home", () => {
  expect(parseHash("").page).toBe("home");
  expect(parseHash("#/nowhere").page).toBe("home");
  expect(parseHash("#/sessions/12?lang=fr")).toMatchObject({ page: "sessions", id: 12 });
  expect(parseHash("#/sessions/12?lang=fr").query.get("lang")).toBe("fr");
  expect(parseHash("#/sessions/x").id).toBeNull();
  expect(parseHash("#/rules/3").id).toBeNull();
});

test("attempts to reconnect come later and later, up to a bound", () => {
  expect(backOff(0, 0.5)).toBe(400);
  expect(backOff(3, 0.5)).toBe(4_000);
  expect(backOff(99, 0.999)).toBeLessThan(20_000);
  expect(backOff(5, 0)).toBeLessThan(backOff(5, 0.9));
});

test("inputs that need a look come first, the others keep their order", () => {
  const input = (name: string, status: Input["status"]): Input => ({
    name,
    entity: "",
    value: 1,
    unit: null,
    at: null,
    max_age_s: null,
    status,
  });
  const inputs = [input("a", "ok"), input("b", "stale"), input("c", "ok"), input("d", "missing")];
  expect(byUrgency(inputs).map((one) => one.name)).toEqual(["d", "b", "a", "c"]);
  expect(troubled(inputs)).toBe(2);
});
