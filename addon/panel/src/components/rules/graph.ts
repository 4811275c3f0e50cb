import type { Edge, Node } from "@xyflow/svelte";
import type { Charger, Connector, GraphNode, GraphWire, Input, Problem } from "../../lib/api";
import { mayAsk, ORDERED } from "../../lib/rules/form";
import { NODE_HEIGHT, NODE_WIDTH, type Placed } from "../../lib/rules/layout";
import { lit } from "../../lib/rules/lit";
import { along, moment, type Truth } from "../../lib/rules/truth";

/** How the values of this moment are written. */
export interface Words {
  input: (input: Input) => string;
  connector: (connector: Connector) => string;
  not: string;
}

export interface NodeData extends Record<string, unknown> {
  node: GraphNode;
  /** Which rule it is, from the top. */
  rank: number | null;
  lit: boolean;
  binding: boolean;
  truth: Truth;
  why: string | undefined;
  /** What an input or a connector says at this moment. */
  live: string | null;
  /** That value is old or missing. */
  doubt: boolean;
  problem: Problem["severity"] | null;
  asks: boolean;
  asked: boolean;
}

export interface Now {
  chargers: Charger[];
  inputs: Input[];
  problems: Problem[];
}

/** The nodes as they stand at this moment. */
export function drawNodes(placed: Placed[], now: Now, words: Words, editable: boolean) {
  const { nodes: deciding, binding, why } = lit(placed, now.chargers);
  const { truth } = moment(now.chargers, now.inputs);
  const live = liveValues(now, words);
  const doubtful = new Set(now.inputs.filter((one) => one.status !== "ok").map((one) => one.name));
  const faults = problemsOf(placed, now.problems);
  const ranks = new Map(
    placed
      .filter((node) => node.kind === "rule")
      .sort((a, b) => a.order - b.order)
      .map((node, index) => [node.id, index + 1]),
  );
  return placed.map((node): Node<NodeData> => ({
    id: node.id,
    type: "rule",
    deletable: false,
    draggable: editable && ORDERED.includes(node.kind),
    position: { x: node.x, y: node.y },
    width: NODE_WIDTH,
    height: NODE_HEIGHT,
    data: {
      node,
      rank: ranks.get(node.id) ?? null,
      lit: deciding.has(node.id),
      binding: binding.has(node.id),
      truth: truth.get(node.id) ?? null,
      why: why.get(node.id) ?? node.summary,
      live: live.get(node.id) ?? null,
      doubt: node.kind === "input" && doubtful.has(node.name),
      problem: faults.get(node.id) ?? null,
      asks: editable && (mayAsk("condition", node.kind) || mayAsk("input", node.kind)),
      asked: editable && (node.kind === "input" || node.kind === "condition"),
    },
  }));
}

function liveValues({ chargers, inputs }: Now, words: Words): Map<string, string> {
  const found = new Map(inputs.map((input) => [`input:${input.name}`, words.input(input)]));
  for (const charger of chargers) {
    for (const connector of charger.connectors) {
      found.set(`connector:${connector.id}`, words.connector(connector));
    }
  }
  return found;
}

/** By node the worst of the problems on its lines, which end where the next node begins. */
export function problemsOf(
  nodes: GraphNode[],
  problems: Problem[],
): Map<string, Problem["severity"]> {
  const found = new Map<string, Problem["severity"]>();
  const sorted = nodes.filter((node) => node.line > 0).sort((a, b) => a.line - b.line);
  for (const problem of problems) {
    const node = sorted.findLast(
      (one) => one.file === problem.file && one.line <= problem.line && one.kind !== "site",
    );
    if (!node) continue;
    if (problem.severity === "error" || !found.has(node.id)) found.set(node.id, problem.severity);
  }
  return found;
}

/** The wires as the text has them, and one from what decides to its connector. */
export function drawWires(placed: Placed[], wires: GraphWire[], now: Now, not: string): Edge[] {
  const { wires: alive } = lit(placed, now.chargers);
  const { truth } = moment(now.chargers, now.inputs);
  const kinds = new Map(placed.map((node) => [node.id, node.kind]));
  const written = wires
    .filter((wire) => kinds.has(wire.from) && kinds.has(wire.to))
    .filter((wire) => !alive.has(`${wire.from} ${wire.to}`))
    .map((wire): Edge => {
      const holds = along(truth.get(wire.from) ?? null, wire.negated);
      const marks = [
        kinds.get(wire.to) === "connector" ? "faint" : "",
        wire.negated ? "negated" : "",
        holds ?? "",
      ];
      return {
        id: `${wire.from} ${wire.to} ${wire.negated ? "not" : ""}`,
        source: wire.from,
        target: wire.to,
        class: marks.join(" "),
        selectable: mayAsk(kinds.get(wire.from) ?? "site", kinds.get(wire.to) ?? "input"),
        interactionWidth: 24,
        ...(wire.negated ? { label: not } : {}),
      };
    });
  const deciding = [...alive].map((id): Edge => {
    const target =
      placed.find((node) => node.kind === "connector" && id.endsWith(` ${node.id}`))?.id ?? "";
    return {
      id,
      source: id.slice(0, id.length - target.length - 1),
      target,
      class: "alive",
      selectable: false,
      zIndex: 1,
    };
  });
  return [...written, ...deciding];
}
