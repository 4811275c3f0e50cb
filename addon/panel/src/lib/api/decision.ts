// What was decided for a socket, and why.

export interface Decision {
  rule: string | null;
  mode: "off" | "min" | "max" | "surplus" | "min+surplus" | "amount" | "wait";
  charge: boolean;
  current_a: number;
  phases: number;
  why: string;
  since: string;
  next: { at: string; why: string } | null;
  trace: TraceStep[];
  limits: Limit[];
}

export interface Limit {
  name: string;
  amps: number;
  binding: boolean;
  why: string;
}

export interface TraceStep {
  kind: "rule" | "limit" | "by_hand" | "access";
  name: string;
  result: "applies" | "no" | "unknown" | "not_reached";
  why: string;
  names: { name: string; value: string; age_s: number | null }[];
}
