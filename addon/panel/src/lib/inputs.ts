import type { Input } from "./api";

const ORDER: Record<Input["status"], number> = { missing: 0, unknown: 1, stale: 2, ok: 3 };

/** Those that need a look come first; the others keep their order. */
export function byUrgency(inputs: Input[]): Input[] {
  return [...inputs].sort((a, b) => ORDER[a.status] - ORDER[b.status]);
}

export function troubled(inputs: Input[]): number {
  return inputs.filter((input) => input.status !== "ok").length;
}
