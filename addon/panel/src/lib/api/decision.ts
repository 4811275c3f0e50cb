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
  /** How often the car has begun to charge today. */
  starts_today?: number;
  /** Its rule's plan, where it has one. */
  plan?: Plan | null;
}

export interface Plan {
  /** null: it goes by the price alone. */
  deadline: string | null;
  /** What will be missing at the deadline. */
  missing_wh: number;
  below_eur_kwh: number | null;
  /** In Wh, s or %; null: not known. */
  progress: { of: "energy" | "time" | "soc"; done: number; wanted: number } | null;
  /** When it charges. */
  spans: [string, string][];
  /** Without a gap, to the deadline; a price of null is not known yet. */
  slots: { start: string; end: string; price_eur_kwh: number | null }[];
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
