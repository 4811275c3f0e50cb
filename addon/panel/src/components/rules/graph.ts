import type { Edge, Node } from "@xyflow/svelte";
import type { Charger, Connector, Graph, GraphNode, Input } from "../../lib/api";
import { layout, NODE_HEIGHT, NODE_WIDTH } from "../../lib/graph/layout";
import { lit, withConnectors } from "../../lib/graph/lit";

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
  why: string | undefined;
  /** What an input or a connector says at this moment. */
  live: string | null;
  /** That value is old or missing. */
  doubt: boolean;
  jump: () => void;
}

export interface Drawing {
  nodes: Node<NodeData>[];
  edges: Edge[];
}

/** The graph as it stands at this moment; what decides is joined to its connector by a wire. */
export function draw(
  files: Graph,
  chargers: Charger[],
  inputs: Input[],
  words: Words,
  jump: (node: GraphNode) => void,
): Drawing {
  const graph = withConnectors(files, chargers);
  const now = lit(graph, chargers);
  const live = liveValues(chargers, inputs, words);
  const doubtful = new Set(inputs.filter((one) => one.status !== "ok").map((one) => one.name));
  const ranks = new Map(
    graph.nodes
      .filter((node) => node.kind === "rule")
      .sort((a, b) => a.order - b.order)
      .map((node, index) => [node.id, index + 1]),
  );
  const nodes = layout(graph).map((placed): Node<NodeData> => ({
    id: placed.id,
    type: "rule",
    deletable: false,
    position: { x: placed.x, y: placed.y },
    width: NODE_WIDTH,
    height: NODE_HEIGHT,
    data: {
      node: placed,
      rank: ranks.get(placed.id) ?? null,
      lit: now.nodes.has(placed.id),
      binding: now.binding.has(placed.id),
      why: now.why.get(placed.id) ?? placed.summary,
      live: live.get(placed.id) ?? null,
      doubt: placed.kind === "input" && doubtful.has(placed.name),
      jump: () => {
        if (placed.line > 0) jump(placed);
      },
    },
  }));
  return { nodes, edges: wires(graph, now.wires, words.not) };
}

function liveValues(chargers: Charger[], inputs: Input[], words: Words): Map<string, string> {
  const found = new Map(inputs.map((input) => [`input:${input.name}`, words.input(input)]));
  for (const charger of chargers) {
    for (const connector of charger.connectors) {
      found.set(`connector:${connector.id}`, words.connector(connector));
    }
  }
  return found;
}

function wires(graph: Graph, alive: Set<string>, not: string): Edge[] {
  const known = new Set(graph.nodes.map((node) => node.id));
  const connectors = new Set(
    graph.nodes.filter((node) => node.kind === "connector").map((node) => node.id),
  );
  const written = graph.wires
    .filter((wire) => known.has(wire.from) && known.has(wire.to))
    .filter((wire) => !alive.has(`${wire.from} ${wire.to}`))
    .map((wire): Edge => ({
      id: `${wire.from} ${wire.to} ${wire.negated ? "not" : ""}`,
      source: wire.from,
      target: wire.to,
      class: [connectors.has(wire.to) ? "faint" : "", wire.negated ? "negated" : ""].join(" "),
      ...(wire.negated ? { label: not } : {}),
    }));
  const deciding = [...alive].map((id): Edge => {
    const target = [...connectors].find((connector) => id.endsWith(` ${connector}`)) ?? "";
    return {
      id,
      source: id.slice(0, id.length - target.length - 1),
      target,
      class: "alive",
      zIndex: 1,
    };
  });
  return [...written, ...deciding];
}
