import { EditorState } from "@codemirror/state";
import { expect, test } from "vitest";
import type { RuleGraph, RuleNode } from "../src/lib/rules/answers";
import { asLine, askable, dropped, freeName, fromLine, moved, rows } from "../src/lib/rules/form";
import { changesOf, lineBreakOf, offset, spotOf } from "../src/lib/rules/places";
import { Sheets } from "../src/lib/rules/sheets.svelte";
import { along, moment } from "../src/lib/rules/truth";
import { charger, connector, decision } from "./samples";

const doc = (text: string) => EditorState.create({ doc: text }).doc;

test.each([
  ["a\nb", "\n"],
  ["a\r\nb\r\n", "\r\n"],
  ["a\rb", "\r"],
  ["a\r\nb\nc", "\n"],
  ["", "\n"],
])("%j goes on with its own line ends", (text, wanted) => {
  expect(lineBreakOf(text)).toBe(wanted);
});

test.each(["a\r\nb: 1\r\n", "a\nb: 1\n", "a\rb", "x\r\ny\nz"])(
  "%j is given back with the same bytes",
  (text) => {
    const sheets = new Sheets(
      () => "a",
      () => {},
    );
    expect(sheets.sheet("a", text).text).toBe(text);
  },
);

test("columns count whole characters, and no byte order mark", () => {
  const text = doc("\uFEFFa: 🚗🚗x\nb");
  const at = offset(text, 1, 6);
  expect(text.sliceString(at, at + 1)).toBe("x");
  expect(spotOf(text, at)).toEqual({ line: 1, column: 6 });
  expect(offset(text, 9, 9)).toBe(text.length);
});

const edit = (line: number, column: number, end: number, text: string) => [
  { line, column, end_line: line, end_column: end, text },
];

test("edits are made in the file's own line ends", () => {
  const sheets = new Sheets(
    () => "a",
    () => {},
  );
  const sheet = sheets.sheet("a", "a: 1\r\nb: 2\r\n");
  sheets.edit([{ sheet, edits: edit(2, 1, 1, "c: 3\r\n") }]);
  expect(sheet.text).toBe("a: 1\r\nc: 3\r\nb: 2\r\n");
  expect(changesOf(sheet.state, [])).toEqual([]);
});

test("a gesture over two files is one undo, and one redo", () => {
  let current = "a";
  const told: string[] = [];
  const sheets = new Sheets(
    () => current,
    (name) => told.push(name),
  );
  const a = sheets.sheet("a", "x: 1\n");
  const b = sheets.sheet("b", "when: x\n");
  a.dispatch({ changes: { from: 0, insert: "# typed\n" } });
  const before = [a.text, b.text];
  sheets.edit([
    { sheet: a, edits: edit(2, 1, 2, "y") },
    { sheet: b, edits: edit(1, 7, 8, "y") },
  ]);
  const after = [a.text, b.text];
  expect(after).toEqual(["# typed\ny: 1\n", "when: y\n"]);
  current = "b";
  sheets.undo();
  expect([a.text, b.text]).toEqual(before);
  sheets.redo();
  expect([a.text, b.text]).toEqual(after);
  current = "a";
  sheets.undo();
  sheets.undo();
  expect([a.text, b.text]).toEqual(["x: 1\n", "when: x\n"]);
  expect(sheets.depth).toEqual({ undo: 0, redo: 2 });
  expect(told).toContain("b");
});

test("what was typed in the other file since then is not taken back with it", () => {
  const sheets = new Sheets(
    () => "a",
    () => {},
  );
  const a = sheets.sheet("a", "x: 1\n");
  const b = sheets.sheet("b", "when: x\n");
  sheets.edit([
    { sheet: a, edits: edit(1, 1, 2, "y") },
    { sheet: b, edits: edit(1, 7, 8, "y") },
  ]);
  b.dispatch({ changes: { from: 0, insert: "# more\n" } });
  sheets.undo();
  expect([a.text, b.text]).toEqual(["x: 1\n", "# more\nwhen: y\n"]);
});

const node = (kind: RuleNode["kind"], name: string, order: number): RuleNode => ({
  id: `${kind}:${name}`,
  kind,
  name,
  summary: "",
  file: "home.yaml",
  line: order + 1,
  order,
  fields: [],
});
const graph: RuleGraph = {
  nodes: [
    node("input", "battery", 0),
    node("condition", "full", 0),
    node("rule", "A", 0),
    node("rule", "B", 1),
    node("rule", "C", 2),
  ],
  wires: [{ from: "condition:full", to: "rule:A", negated: false }],
};
const called = (name: string) => graph.nodes.find((one) => one.name === name)!;

test("a rule is moved by one step, and not beyond the ends", () => {
  expect(moved(graph, called("B"), -1)).toBe("rule:A");
  expect(moved(graph, called("B"), 1)).toBeNull();
  expect(moved(graph, called("A"), 1)).toBe("rule:C");
  expect(moved(graph, called("A"), -1)).toBeUndefined();
  expect(moved(graph, called("C"), 1)).toBeUndefined();
});

test("a rule that is dropped stands where it fell", () => {
  const places = new Map([
    ["rule:A", 0],
    ["rule:B", 86],
    ["rule:C", 172],
  ]);
  expect(dropped(graph, called("C"), places, -20)).toBe("rule:A");
  expect(dropped(graph, called("A"), places, 500)).toBeNull();
  expect(dropped(graph, called("B"), places, 90)).toBeUndefined();
});

test("a node may ask what it does not ask yet", () => {
  expect(askable(graph, called("A")).map((one) => one.name)).toEqual(["battery"]);
  expect(askable(graph, called("full")).map((one) => one.name)).toEqual(["battery"]);
});

test("a form has what is written, and offers the rest", () => {
  const place = { line: 1, column: 1, end_line: 1, end_column: 2 };
  const rule = { ...called("A"), fields: [{ path: ["charge"], value: "max", ...place }] };
  const key = (name: string) => ({
    key: name,
    takes: name,
    required: false,
    values: ["max"],
    many: false,
  });
  const form = rows(rule, { rule: [key("name"), key("charge"), key("when")] });
  expect(form.rows.map((row) => [row.label, row.value, row.values])).toEqual([
    ["charge", "max", ["max"]],
  ]);
  expect(form.more.map((one) => one.key)).toEqual(["when"]);
});

test("a list is typed one line after another", () => {
  expect(asLine(["a", "b"])).toBe("a\nb");
  expect(asLine({ a: "b" })).toBeNull();
  expect(fromLine(" a \n\nb", "x")).toEqual(["a", "b"]);
  expect(fromLine("a", ["x"])).toEqual(["a"]);
  expect(fromLine(" a ", "x")).toBe("a");
  expect(freeName(graph, "A")).toBe("A_2");
});

test("what holds for one connector counts, before what is unknown and what is not so", () => {
  const step = (result: "applies" | "no" | "unknown", value: string) => ({
    kind: "rule" as const,
    name: "Sun",
    result,
    why: "",
    names: [{ name: "full", value, age_s: null }],
  });
  const of = (id: string, one: ReturnType<typeof step>) =>
    connector({ id, decision: decision({ trace: [one] }) });
  const house = [
    charger("garage", {
      connectors: [of("garage/1", step("no", "unknown")), of("garage/2", step("applies", "off"))],
    }),
  ];
  const found = moment(house, []);
  expect(found.truth.get("rule:Sun")).toBe("yes");
  expect(found.truth.get("condition:full")).toBe("unknown");
  expect(found.seen.get("rule:Sun")).toHaveLength(2);
  expect([
    along("yes", true),
    along("no", true),
    along("unknown", true),
    along("yes", false),
  ]).toEqual(["no", "yes", "unknown", "yes"]);
});
