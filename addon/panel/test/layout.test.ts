import { expect, test } from "vitest";
import { layout, NODE_HEIGHT } from "../src/lib/rules/layout";
import { lit, withConnectors } from "../src/lib/rules/lit";
import { charger, connector, decision, graph } from "./samples";

const places = () => new Map(layout(graph()).map((node) => [node.id, node]));

test("wires run from left to right", () => {
  const found = places();
  for (const wire of graph().wires) {
    expect(found.get(wire.from)!.x).toBeLessThan(found.get(wire.to)!.x);
  }
});

test("rules stand in their order from top to bottom, limits below them", () => {
  const found = places();
  const y = (id: string) => found.get(id)!.y;
  expect(y("rule:Red day")).toBeLessThan(y("rule:Sun"));
  expect(y("rule:Sun")).toBeLessThan(y("limit:Dinner"));
  expect(found.get("rule:Sun")!.x).toBe(found.get("limit:Dinner")!.x);
});

test("a condition that rests on another stands to its right", () => {
  const found = places();
  expect(found.get("condition:red_evening")!.column).toBe(
    found.get("condition:red_day")!.column + 1,
  );
});

test("no two nodes overlap and none is above the top", () => {
  const nodes = layout(graph());
  expect(Math.min(...nodes.map((node) => node.y))).toBeGreaterThanOrEqual(0);
  for (const a of nodes) {
    for (const b of nodes) {
      if (a.id < b.id && a.x === b.x) {
        expect(Math.abs(a.y - b.y)).toBeGreaterThanOrEqual(NODE_HEIGHT);
      }
    }
  }
});

test("without conditions no column is left empty", () => {
  const { nodes, wires } = graph();
  const bare = layout({ nodes: nodes.filter((node) => node.kind !== "condition"), wires });
  expect([...new Set(bare.map((node) => node.column))].sort()).toEqual([0, 1, 2]);
});

test("conditions in a circle still give a drawing", () => {
  const circle = graph();
  circle.wires.push({ from: "condition:red_evening", to: "condition:red_day", negated: false });
  expect(layout(circle)).toHaveLength(circle.nodes.length);
});

test("nothing gives nothing", () => {
  expect(layout({ nodes: [], wires: [] })).toEqual([]);
});

test("the deciding rule, its wire and the binding limit are lit", () => {
  const deciding = decision({
    limits: [{ name: "Dinner", amps: 10, binding: true, why: "" }],
    trace: [{ kind: "rule", name: "Red day", result: "no", why: "tempo is Bleu", names: [] }],
  });
  const home = [charger("garage", { connectors: [connector({ decision: deciding })] })];
  const found = lit(graph().nodes, home);
  expect([...found.nodes]).toEqual(["rule:Sun", "connector:garage/1"]);
  expect([...found.binding]).toEqual(["limit:Dinner"]);
  expect(found.wires).toContain("rule:Sun connector:garage/1");
  expect(found.why.get("rule:Red day")).toBe("tempo is Bleu");
});

test("a connector that the files do not name is drawn as well", () => {
  const found = withConnectors(graph(), [charger("garage"), charger("shed")]);
  const names = found.nodes.filter((node) => node.kind === "connector").map((node) => node.name);
  expect(names).toEqual(["garage/1", "shed/1"]);
  expect(withConnectors(graph(), [charger("new", { adopted: false })])).toEqual(graph());
});

test("a charger that is away lights nothing", () => {
  const home = [
    charger("garage", { online: false, connectors: [connector({ decision: decision() })] }),
  ];
  expect(lit(graph().nodes, home).nodes.size).toBe(0);
});
