import type { Charger, Connector, Input, TraceStep } from "../api";

/** Whether something holds now, as far as is known; null: nobody asked. */
export type Truth = "yes" | "no" | "unknown" | null;

/** How one connector's decision saw a node. */
export interface Seen {
  connector: Connector;
  charger: Charger;
  step: TraceStep;
}

/** What the decisions of this moment say of the nodes. */
export interface Moment {
  truth: Map<string, Truth>;
  /** By node: what each connector's decision found there. */
  seen: Map<string, Seen[]>;
}

const RANK: Record<Exclude<Truth, null>, number> = { yes: 3, unknown: 2, no: 1 };
const OF_RESULT: Record<TraceStep["result"], Truth> = {
  applies: "yes",
  no: "no",
  unknown: "unknown",
  not_reached: null,
};
const OF_VALUE: Record<string, Truth> = { on: "yes", off: "no", unknown: "unknown" };

/** By node id, over all connectors: what holds for one of them counts. */
export function moment(chargers: Charger[], inputs: Input[]): Moment {
  const found: Moment = { truth: new Map(), seen: new Map() };
  const tell = (id: string, truth: Truth) => {
    const known = found.truth.get(id) ?? null;
    if (rank(truth) > rank(known) || !found.truth.has(id)) found.truth.set(id, truth);
  };
  for (const input of inputs) {
    const stale = input.status === "unknown" || input.status === "missing";
    const value = typeof input.value === "boolean" ? (input.value ? "yes" : "no") : null;
    tell(`input:${input.name}`, stale ? "unknown" : value);
  }
  for (const charger of chargers.filter((one) => one.adopted && one.online)) {
    for (const connector of charger.connectors) {
      for (const step of connector.decision?.trace ?? []) {
        const id = `${step.kind}:${step.name}`;
        tell(id, OF_RESULT[step.result]);
        found.seen.set(id, [...(found.seen.get(id) ?? []), { connector, charger, step }]);
        for (const { name, value } of step.names) {
          if (value in OF_VALUE) tell(`condition:${name}`, OF_VALUE[value] ?? null);
        }
      }
    }
  }
  return found;
}

/** What comes out of a wire, which may say “not”. */
export function along(truth: Truth, negated: boolean): Truth {
  if (!negated || truth === null || truth === "unknown") return truth;
  return truth === "yes" ? "no" : "yes";
}

function rank(truth: Truth): number {
  return truth === null ? 0 : RANK[truth];
}
