// Rule files, what is wrong with them, and how they are drawn.

export type Severity = "error" | "warning";

/** Lines and columns count from 1. */
export interface Problem {
  file: string;
  line: number;
  column: number;
  end_line: number;
  end_column: number;
  severity: Severity;
  code: string;
  message: string;
  hint: string | null;
}

export interface RuleFile {
  name: string;
  text: string;
  /** Hash of the text. */
  version: string;
  problems: Problem[];
}

export type NodeKind =
  "input" | "condition" | "rule" | "limit" | "event" | "access" | "site" | "connector";

export interface GraphNode {
  id: string;
  kind: NodeKind;
  name: string;
  summary: string;
  file: string;
  line: number;
  order: number;
}

export interface GraphWire {
  from: string;
  to: string;
  negated: boolean;
}

export interface Graph {
  nodes: GraphNode[];
  wires: GraphWire[];
}

export interface Name {
  name: string;
  kind: string;
  summary: string;
}
