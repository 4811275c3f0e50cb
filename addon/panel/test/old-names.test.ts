import { expect, test } from "vitest";
import { changes, isName, type Line } from "../src/lib/old-names";

test("only what is free or makes room is a change", () => {
  const fates: Line["fate"][] = ["free", "old", "taken", "same"];
  expect(changes(fates.map((fate) => ({ now: "a", wanted: "b", fate, unit: null })))).toBe(2);
});

test("a name is what an entity id can begin with", () => {
  expect(isName("cp1_left")).toBe(true);
  expect(["", "Garage", "../x", "a.b"].some(isName)).toBe(false);
});
