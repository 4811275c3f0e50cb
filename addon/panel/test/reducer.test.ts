import { expect, test } from "vitest";
import { applyChanged } from "../src/lib/reducer";
import { charger, site, state } from "./samples";

const time = "2026-06-07T12:00:01+02:00";

test("a part that did not change keeps its identity", () => {
  const before = state();
  const after = applyChanged(before, { type: "changed", time, site: site({ grid_w: 700 }) });
  expect(after.site.grid_w).toBe(700);
  expect(after.time).toBe(time);
  expect(after.chargers).toBe(before.chargers);
  expect(before.site.grid_w).toBe(-500);
});

test("a charger is replaced in its place", () => {
  const changed = charger("garage", { name: "The garage" });
  const after = applyChanged(state(), { type: "changed", time, chargers: { garage: changed } });
  expect(after.chargers.map((one) => one.name)).toEqual(["The garage", "drive"]);
});

test("a new charger comes last, a removed one goes", () => {
  const after = applyChanged(state(), {
    type: "changed",
    time,
    chargers: { shed: charger("shed"), garage: null, never: null },
  });
  expect(after.chargers.map((one) => one.id)).toEqual(["drive", "shed"]);
});

test("the message's own type does not become part of the state", () => {
  expect(applyChanged(state(), { type: "changed", time })).not.toHaveProperty("type");
});
