import type { Charger, Graph } from "../api";

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

/** What of the graph is at work at this moment. */
export function lit(graph: Graph, chargers: Charger[]): Lit {
  const found: Lit = { nodes: new Set(), binding: new Set(), wires: new Set(), why: new Map() };
  const byName = (kind: string, name: string) =>
    graph.nodes.find((node) => node.kind === kind && node.name === name)?.id;
  const connectorNodes = graph.nodes.filter((node) => node.kind === "connector");
  for (const charger of chargers.filter((one) => one.adopted && one.online)) {
    for (const connector of charger.connectors) {
      const decision = connector.decision;
      if (!decision) continue;
      const target = connectorNodes.find((node) =>
        [node.name, node.id, node.id.replace(/^connector[:/]/, "")].includes(connector.id),
      )?.id;
      for (const step of decision.trace) {
        const id = byName(step.kind, step.name);
        if (id && step.why && !found.why.has(id)) found.why.set(id, step.why);
      }
      const rule = decision.rule === null ? undefined : byName("rule", decision.rule);
      if (rule) {
        found.nodes.add(rule);
        if (target) found.nodes.add(target).add(rule);
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
