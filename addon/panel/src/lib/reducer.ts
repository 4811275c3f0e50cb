import type { Changed, Charger, State } from "./api";

/** The state after a change; parts that did not change keep their identity. */
export function applyChanged(state: State, change: Changed): State {
  const { type: _type, chargers, ...parts } = change;
  const next: State = { ...state, ...parts };
  if (chargers) next.chargers = mergeChargers(state.chargers, chargers);
  return next;
}

function mergeChargers(old: Charger[], changes: Record<string, Charger | null>): Charger[] {
  const kept = old.flatMap((charger) => {
    const change = changes[charger.id];
    if (change === undefined) return [charger];
    return change === null ? [] : [change];
  });
  const known = new Set(old.map((charger) => charger.id));
  const added = Object.values(changes).filter(
    (charger): charger is Charger => charger !== null && !known.has(charger.id),
  );
  return [...kept, ...added];
}
