import { expect, test } from "vitest";
import { blocks, Palette, range, spanAt, spans, type Entry } from "../src/lib/timeline";

const MIDNIGHT = Date.parse("2026-06-07T00:00:00Z");
const at = (hour: number) => MIDNIGHT + hour * 3_600_000;

function entry(hour: number, rule: string | null, current_a: number, mode = "surplus"): Entry {
  return {
    at: new Date(at(hour)).toISOString(),
    charger: "garage",
    connector: 1,
    session: 1,
    rule,
    mode,
    charge: current_a > 0,
    current_a,
    phases: 1,
    why: "",
    next: null,
    next_why: null,
  };
}

const DAY = [entry(-3, "Night", 16), entry(6, "Sun", 0), entry(10, "Sun", 6), entry(11, "Sun", 9)];

test("each decision holds until the next one, the evening's from midnight on", () => {
  const found = spans(DAY, at(0), at(24));
  expect(found.map((one) => [one.from, one.to])).toEqual([
    [at(0), at(6)],
    [at(6), at(10)],
    [at(10), at(11)],
    [at(11), at(24)],
  ]);
  expect(spans([entry(-9, "Night", 16), ...DAY], at(0), at(24))).toHaveLength(4);
  expect(spans(DAY, at(0), at(5))).toHaveLength(1);
  expect(spans([], at(0), at(24))).toEqual([]);
});

test("nothing is decided while Borne does not run", () => {
  const away = [
    { from: at(7), to: at(10) },
    { from: at(12), to: at(13) },
  ];
  const found = spans(DAY, at(0), at(24), away);
  expect(found.map((one) => [one.from, one.to])).toEqual([
    [at(0), at(6)],
    [at(6), at(7)],
    [at(10), at(11)],
    [at(11), at(12)],
    [at(13), at(24)],
  ]);
  expect(blocks(found).map((one) => one.spans.length)).toEqual([1, 1, 2, 1]);
  expect(spans(DAY, at(0), at(24), [{ from: at(-1), to: at(25) }])).toEqual([]);
  // It came back some seconds before the decision of ten o’clock.
  const started = spans(DAY, at(0), at(24), [{ from: at(7), to: at(9.99) }]);
  expect(started.map((one) => one.from)).toEqual([at(0), at(6), at(10), at(11)]);
});

test("what decided in one go is one block, whatever the current", () => {
  const found = blocks(spans(DAY, at(0), at(24)));
  expect(found.map((one) => [one.spans.length, ...range(one)])).toEqual([
    [1, 16, 16],
    [1, 0, 0],
    [2, 6, 9],
  ]);
  expect(found.at(-1)).toMatchObject({ from: at(10), to: at(24) });
});

test("a place on the band means the decision that held then, or the nearest", () => {
  const found = spans(DAY, at(0), at(24));
  expect([at(0), at(6), at(23), at(30)].map((one) => spanAt(found, one))).toEqual([0, 1, 3, 3]);
});

test("a rule keeps its colour from one band to the next", () => {
  const palette = new Palette();
  const [night, sun] = palette.legend(DAY).values();
  expect(night).not.toBe(sun);
  expect([...palette.legend([entry(0, "Sun", 6), entry(1, null, 0, "wait")])]).toEqual([
    ["Sun", sun],
  ]);
});

test("a rule's colour does not depend on which socket's day is read first", () => {
  const early = new Palette(["Boost", "Night", "Sun"]);
  const late = new Palette(["Boost", "Night", "Sun"]);
  late.of("Sun");
  expect(late.of("Night")).toBe(early.of("Night"));
});
