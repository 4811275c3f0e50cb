import type { Charger, Graph, GraphNode } from "../api";

export interface Lit {
  /** Rules that decide for a connector right now, and those connectors. */
  nodes: Set<string>;
  /** Limits that bind right now. */
  binding: Set<string>;
  /** "from to" of the wires from a deciding rule or binding limit to its connector. */
  wires: Set<string>;
  /** What a node's last look gave, for its tooltip. */
  why: Map<string, string>;
}

/** The graph with a node for each of our connectors, also those that the files do not name. */
export function withConnectors(graph: Graph, chargers: Charger[]): Graph {
  const named = new Set(
    graph.nodes.filter((node) => node.kind === "connector").map((node) => node.name),
  );
  const last = Math.max(0, ...graph.nodes.map((node) => node.order));
  const added = chargers
    .filter((charger) => charger.adopted)
    .flatMap((charger) => charger.connectors)
    .filter((connector) => !named.has(connector.id))
    .map((connector, index) => ({
      id: `connector:${connector.id}`,
      kind: "connector" as const,
      name: connector.id,
      summary: "",
      file: "",
      line: 0,
      order: last + index + 1,
    }));
  return added.length > 0 ? { ...graph, nodes: [...graph.nodes, ...added] } : graph;
}

/** What of the graph is at work at this moment. */
export function lit(nodes: GraphNode[], chargers: Charger[]): Lit {
  const found: Lit = { nodes: new Set(), binding: new Set(), wires: new Set(), why: new Map() };
  const byName = (kind: string, name: string) =>
    nodes.find((node) => node.kind === kind && node.name === name)?.id;
  const connectorNodes = nodes.filter((node) => node.kind === "connector");
  for (const charger of chargers.filter((one) => one.adopted && one.online)) {
    for (const connector of charger.connectors) {
      const decision = connector.decision;
      if (!decision) continue;
      const target = connectorNodes.find((node) => [node.name, node.id].includes(connector.id))?.id;
      for (const step of decision.trace) {
        const id = byName(step.kind, step.name);
        if (id && step.why && !found.why.has(id)) found.why.set(id, step.why);
      }
      const rule = decision.rule === null ? undefined : byName("rule", decision.rule);
      if (rule) {
        found.nodes.add(rule);
        if (target) found.nodes.add(target);
        if (target) found.wires.add(`${rule} ${target}`);
      }
      for (const limit of decision.limits.filter((one) => one.binding)) {
        const id = byName("limit", limit.name);
        if (!id) continue;
        found.binding.add(id);
        if (target) found.wires.add(`${id} ${target}`);
      }
    }
  }
  return found;
}
