import type { NodeKind } from "../api";
import type { Field, Key, RuleGraph, RuleNode, Sections, Value } from "./answers";

/** What is called by gestures; the site, access and events have no name of their own. */
export const NAMED: readonly NodeKind[] = ["input", "condition", "rule", "limit"];
export const DELETABLE: readonly NodeKind[] = [...NAMED, "event"];
export const ORDERED: readonly NodeKind[] = ["rule", "limit", "event"];

/** One line of a node's form. */
export interface Row {
  path: (string | number)[];
  /** "solar" or "meter.import". */
  label: string;
  takes: string | null;
  values: string[];
  value: Value;
}

/** What the person wrote, in their order, and what else could be written. */
export function rows(node: RuleNode, sections: Sections): { rows: Row[]; more: Key[] } {
  const keys = sections[node.kind] ?? [];
  const byKey = new Map(keys.map((key) => [key.key, key]));
  const written = node.fields.filter((field) => field.path[0] !== "name");
  const used = new Set(written.map((field) => String(field.path[0])));
  return {
    rows: written.map((field) => row(field, byKey.get(String(field.path[0])))),
    more: keys.filter(({ key }) => key !== "name" && !used.has(key)),
  };
}

function row(field: Field, key: Key | undefined): Row {
  return {
    path: field.path,
    label: field.path.join("."),
    takes: key?.takes ?? null,
    values: key?.values ?? [],
    value: field.value,
  };
}

/** A value as one line, and back; what has parts of its own is edited in the text. */
export function asLine(value: Value): string | null {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return null;
  const parts = value.map((one) => (typeof one === "string" ? one : null));
  return parts.every((one) => one !== null && !one.includes("\n")) ? parts.join("\n") : null;
}

export function fromLine(text: string, before: Value | null): string | string[] {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  return Array.isArray(before) || lines.length > 1 ? lines : (lines[0] ?? "");
}

/** A name for something new that nothing has yet. */
export function freeName(graph: RuleGraph, wanted: string): string {
  const taken = new Set(graph.nodes.map((node) => node.name));
  if (!taken.has(wanted)) return wanted;
  let count = 2;
  while (taken.has(`${wanted}_${count}`)) count += 1;
  return `${wanted}_${count}`;
}

/** Before which of its kind a node stands after being moved by one. */
export function moved(graph: RuleGraph, node: RuleNode, by: -1 | 1): string | null | undefined {
  const list = peers(graph, node);
  const at = list.findIndex((one) => one.id === node.id);
  if (by === -1) return at > 0 ? list[at - 1]?.id : undefined;
  return at < list.length - 1 ? (list[at + 2]?.id ?? null) : undefined;
}

/** Before which of its kind a node stands that was dropped there; undefined: where it was. */
export function dropped(
  graph: RuleGraph,
  node: RuleNode,
  places: ReadonlyMap<string, number>,
  y: number,
): string | null | undefined {
  const list = peers(graph, node);
  const others = list.filter((one) => one.id !== node.id);
  const before = others.find((one) => (places.get(one.id) ?? 0) > y)?.id ?? null;
  const at = list.findIndex((one) => one.id === node.id);
  return (list[at + 1]?.id ?? null) === before ? undefined : before;
}

function peers(graph: RuleGraph, node: RuleNode): RuleNode[] {
  return graph.nodes
    .filter((one) => one.kind === node.kind && one.file === node.file)
    .sort((one, other) => one.order - other.order);
}

/** What a node may ask that it does not ask yet. */
export function askable(graph: RuleGraph, node: RuleNode): RuleNode[] {
  const asked = new Set(graph.wires.filter((wire) => wire.to === node.id).map((wire) => wire.from));
  return graph.nodes.filter(
    (one) => mayAsk(one.kind, node.kind) && one.id !== node.id && !asked.has(one.id),
  );
}

export function mayAsk(from: NodeKind, to: NodeKind): boolean {
  if (from === "input") return to !== "input" && to !== "connector" && to !== "access";
  return from === "condition" && ["rule", "limit", "event", "condition"].includes(to);
}
