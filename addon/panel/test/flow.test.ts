import { expect, test } from "vitest";
import { flows, pace, width } from "../src/lib/flow";
import { site } from "./samples";

test("each flow has its way", () => {
  const found = Object.fromEntries(
    flows(site({ battery_w: 800 })).map((flow) => [flow.place, flow.way]),
  );
  expect(found).toEqual({ sun: "in", grid: "out", battery: "out", cars: "out" });
});

test("a home without sun or battery does not show them", () => {
  const places = flows(site({ solar_w: null })).map((flow) => flow.place);
  expect(places).toEqual(["grid", "cars"]);
});

test("next to nothing, and what is not known, stand still", () => {
  const found = flows(site({ solar_w: 4, grid_w: null, cars_w: 0 }));
  expect(found.map((flow) => flow.way)).toEqual(["still", "still", "still"]);
});

test("more power moves faster and wider", () => {
  expect(pace(7000)).toBeLessThan(pace(500));
  expect(width(-7000)).toBeGreaterThan(width(500));
});
