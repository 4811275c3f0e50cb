import type { Graph, GraphNode, NodeKind } from "../api";

export const NODE_WIDTH = 188;
export const NODE_HEIGHT = 70;
const GAP_X = 60;
const GAP_Y = 16;
const STEP_Y = NODE_HEIGHT + GAP_Y;
/** Between the rules and the limits below them. */
const GROUP_GAP = 40;

export interface Placed extends GraphNode {
  x: number;
  y: number;
  column: number;
}

const BELOW: NodeKind[] = ["limit", "event", "site", "access"];

/**
 * Left to right: inputs, conditions (by how deep they rest on each other), rules from top to
 * bottom with limits, events, the site and access below them, connectors beside the rules.
 */
export function layout(graph: Graph): Placed[] {
  const columns = columnsOf(graph);
  const placed = new Map<string, Placed>();
  const middle = Math.max(...columns.values(), 0) - 1;
  placeMiddle(graph, columns, middle, placed);
  for (let column = middle - 1; column >= 0; column--) {
    const nodes = graph.nodes.filter((node) => columns.get(node.id) === column);
    placeBeside(nodes, column, placed, successors(graph));
  }
  const connectors = graph.nodes.filter((node) => node.kind === "connector");
  const rules = graph.nodes.filter((node) => node.kind === "rule").map((node) => node.id);
  const beside = new Map(connectors.map((node) => [node.id, rules]));
  placeBeside(connectors, middle + 1, placed, beside);
  const top = Math.min(...[...placed.values()].map((node) => node.y), 0);
  return graph.nodes.flatMap((node) => {
    const found = placed.get(node.id);
    return found ? [{ ...found, y: found.y - top }] : [];
  });
}

/** The column of each node, without empty columns; rules stand in the last but one. */
function columnsOf(graph: Graph): Map<string, number> {
  const depths = conditionDepths(graph);
  const deepest = Math.max(0, ...depths.values());
  const raw = (node: GraphNode): number => {
    if (node.kind === "input") return 0;
    if (node.kind === "condition") return 1 + (depths.get(node.id) ?? 0);
    return node.kind === "connector" ? deepest + 3 : deepest + 2;
  };
  const used = [...new Set([...graph.nodes.map(raw), deepest + 2, deepest + 3])].sort(
    (a, b) => a - b,
  );
  return new Map(graph.nodes.map((node) => [node.id, used.indexOf(raw(node))]));
}

/** How many conditions stand one behind the other before each condition. */
function conditionDepths(graph: Graph): Map<string, number> {
  const conditions = new Set(
    graph.nodes.filter((node) => node.kind === "condition").map((node) => node.id),
  );
  const before = predecessors(graph);
  const depths = new Map<string, number>();
  const depth = (id: string, seen: Set<string>): number => {
    const known = depths.get(id);
    if (known !== undefined) return known;
    if (seen.has(id)) return 0; // A circle: the check reports it, the drawing must only end.
    const inside = new Set(seen).add(id);
    const sources = (before.get(id) ?? []).filter((from) => conditions.has(from));
    const found = sources.reduce((most, from) => Math.max(most, depth(from, inside) + 1), 0);
    if (seen.size === 0) depths.set(id, found);
    return found;
  };
  for (const id of conditions) depth(id, new Set());
  return depths;
}

function placeMiddle(
  graph: Graph,
  columns: Map<string, number>,
  column: number,
  placed: Map<string, Placed>,
): void {
  const inColumn = graph.nodes
    .filter((node) => columns.get(node.id) === column)
    .sort((a, b) => a.order - b.order);
  const rules = inColumn.filter((node) => !BELOW.includes(node.kind));
  const below = inColumn
    .filter((node) => BELOW.includes(node.kind))
    .sort((a, b) => BELOW.indexOf(a.kind) - BELOW.indexOf(b.kind));
  let y = 0;
  for (const node of rules) {
    placed.set(node.id, at(node, column, y));
    y += STEP_Y;
  }
  if (rules.length > 0) y += GROUP_GAP;
  for (const node of below) {
    placed.set(node.id, at(node, column, y));
    y += STEP_Y;
  }
}

/** Each node as near as can be to the mean of its neighbours that already have a place. */
function placeBeside(
  nodes: GraphNode[],
  column: number,
  placed: Map<string, Placed>,
  neighbours: Map<string, string[]>,
): void {
  const bottom = Math.max(0, ...[...placed.values()].map((node) => node.y));
  const wanted = nodes
    .map((node) => {
      const near = (neighbours.get(node.id) ?? []).flatMap((id) => placed.get(id)?.y ?? []);
      const mean = near.reduce((sum, y) => sum + y, 0) / near.length;
      return { node, y: near.length > 0 ? mean : bottom };
    })
    .sort((a, b) => a.y - b.y || a.node.order - b.node.order);
  const mean = wanted.reduce((sum, one) => sum + one.y, 0) / (wanted.length || 1);
  let next = Number.NEGATIVE_INFINITY;
  const stacked = wanted.map(({ node, y }) => {
    const here = Math.max(y, next);
    next = here + STEP_Y;
    return { node, y: here };
  });
  // Pushing apart moves everything down; move it back so that the column stays centred.
  const shift = stacked.reduce((sum, one) => sum + one.y, 0) / (stacked.length || 1) - mean;
  for (const { node, y } of stacked) placed.set(node.id, at(node, column, y - shift));
}

function at(node: GraphNode, column: number, y: number): Placed {
  return { ...node, column, x: column * (NODE_WIDTH + GAP_X), y: Math.round(y) };
}

function successors(graph: Graph): Map<string, string[]> {
  return group(graph.wires.map((wire) => [wire.from, wire.to]));
}

function predecessors(graph: Graph): Map<string, string[]> {
  return group(graph.wires.map((wire) => [wire.to, wire.from]));
}

function group(pairs: [string, string][]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [key, value] of pairs) {
    const list = found.get(key);
    if (list) list.push(value);
    else found.set(key, [value]);
  }
  return found;
}
