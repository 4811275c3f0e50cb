// What the rules page asks and hears; places count from 1, columns in whole characters.
import type { Graph, GraphNode, Name, NodeKind, Problem, RuleFile } from "../api";

export interface Spot {
  line: number;
  column: number;
}

export interface TextEdit extends Spot {
  end_line: number;
  end_column: number;
  text: string;
}

/** What a person wrote: a text, a list, or texts by their names. */
export type Value = string | Value[] | { [key: string]: Value };

export interface Field extends Spot {
  path: (string | number)[];
  value: Value;
  end_line: number;
  end_column: number;
}

export interface RuleNode extends GraphNode {
  fields: Field[];
}

export interface RuleGraph extends Graph {
  nodes: RuleNode[];
}

export interface TestResult {
  file: string;
  line: number;
  name: string;
  ok: boolean;
  message: string | null;
}

interface Reading {
  graph: RuleGraph;
  names: Name[];
  tests: TestResult[];
}

export interface RulesAnswer extends Reading {
  files: RuleFile[];
  library: string[];
}

export type CheckAnswer = { stale: true } | ({ problems: Problem[]; others: Problem[] } & Reading);

export type Gesture =
  | {
      do: "add";
      kind: string;
      name?: string;
      fields: Record<string, Value>;
      before?: string | null;
    }
  | { do: "rename"; node: string; to: string }
  | { do: "delete"; node: string }
  | {
      do: "connect";
      from: string;
      to: string;
      negated?: boolean;
      expression?: string;
      key?: string;
    }
  | { do: "disconnect"; from: string; to: string }
  | { do: "reorder"; node: string; before: string | null }
  | { do: "set"; node: string; path: (string | number)[]; value: Value | null }
  | { do: "wrap"; node: string; name: string; for?: string }
  | { do: "insert"; library: string; values: Record<string, string> };

export type EditAnswer =
  | { ok: true; files: { name: string; edits: TextEdit[] }[]; node: string | null }
  | { ok: false; message: string };

export interface Key {
  key: string;
  takes: string;
  required: boolean;
  values: string[];
  many: boolean;
}

export type Sections = Partial<Record<NodeKind, Key[]>>;

export interface Option {
  label: string;
  insert: string;
  kind: string;
  detail: string | null;
  info: string | null;
}

export type CompleteAnswer = { stale: true } | { from: Spot; to: Spot; options: Option[] };

export interface Live {
  value: number | string | boolean | null;
  unit: string | null;
  age_s: number | null;
  status: string;
}

export type HoverAnswer =
  | { stale: true }
  | Record<string, never>
  | { from: Spot; to: Spot; title: string; text: string; live: Live | null };

export interface ConflictAnswer {
  text: string;
  version: string;
  by?: string | null;
  at?: string | null;
  base?: string | null;
  merged?: string | null;
}

export type SaveAnswer =
  | { ok: true; version: string }
  | { ok: false; problems: Problem[]; tests?: TestResult[] }
  | { ok: false; conflict: ConflictAnswer };

export interface Version {
  id: number;
  name: string;
  at: string;
  by: string | null;
  how: "panel" | "restore" | "outside" | "start";
  version: string;
  added: number;
  removed: number;
}

export interface DiffLine {
  kind: "same" | "added" | "removed" | "gap";
  line: number | null;
  other: number | null;
  text: string;
}

export interface VersionAnswer extends Version {
  text: string;
  diff: DiffLine[];
}

export interface ReadyMade {
  name: string;
  title: string;
  summary: string;
  text: string;
  fields: {
    id: string;
    kind: "entity" | "quantity" | "text";
    label: string;
    value: string;
    unit: string | null;
    domains: string[];
  }[];
}
