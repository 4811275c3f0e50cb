import type { Edge, Node } from "@xyflow/svelte";
import type { Charger, Graph, GraphNode, Input } from "../../lib/api";
import { layout, NODE_HEIGHT, NODE_WIDTH } from "../../lib/graph/layout";
import { lit } from "../../lib/graph/lit";

export interface NodeData extends Record<string, unknown> {
  node: GraphNode;
  lit: boolean;
  binding: boolean;
  why: string | undefined;
  /** The value of an input at this moment. */
  live: string | null;
  /** That value is old or missing. */
  doubt: boolean;
  jump: () => void;
}

export interface Drawing {
  nodes: Node<NodeData>[];
  edges: Edge[];
}

export function draw(
  graph: Graph,
  chargers: Charger[],
  inputs: Input[],
  show: (input: Input) => string,
  jump: (node: GraphNode) => void,
  not: string,
): Drawing {
  const now = lit(graph, chargers);
  const values = new Map(inputs.map((input) => [input.name, input]));
  const nodes = layout(graph).map((placed): Node<NodeData> => {
    const input = placed.kind === "input" ? values.get(placed.name) : undefined;
    return {
      id: placed.id,
      type: "rule",
      deletable: false,
      position: { x: placed.x, y: placed.y },
      width: NODE_WIDTH,
      height: NODE_HEIGHT,
      data: {
        node: placed,
        lit: now.nodes.has(placed.id),
        binding: now.binding.has(placed.id),
        why: now.why.get(placed.id),
        live: input ? show(input) : null,
        doubt: input !== undefined && input.status !== "ok",
        jump: () => jump(placed),
      },
    };
  });
  const known = new Set(nodes.map((node) => node.id));
  const connectors = new Set(
    graph.nodes.filter((node) => node.kind === "connector").map((node) => node.id),
  );
  const edges = graph.wires
    .filter((wire) => known.has(wire.from) && known.has(wire.to))
    .map((wire): Edge => {
      // Every rule reaches every connector: only the one that decides is worth a strong line.
      const faint = connectors.has(wire.to);
      const alive = now.wires.has(`${wire.from} ${wire.to}`);
      return {
        id: `${wire.from} ${wire.to} ${wire.negated ? "not" : ""}`,
        source: wire.from,
        target: wire.to,
        class: [alive ? "alive" : faint ? "faint" : "", wire.negated ? "negated" : ""].join(" "),
        zIndex: alive ? 1 : 0,
        ...(wire.negated ? { label: not } : {}),
      };
    });
  return { nodes, edges };
}
