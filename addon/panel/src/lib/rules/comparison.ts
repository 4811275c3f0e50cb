// Two ways of charging side by side: as it was, and as another text would have it.

export interface Outcome {
  energy_kwh: number;
  solar_kwh: number | null;
  grid_kwh: number | null;
  /** From 0 to 1. */
  solar_share: number | null;
  cost: number | null;
  starts: number;
  /** Between one phase and three; null: not counted. */
  phase_changes: number | null;
  /** Deadlines; null: not counted. */
  missed: number | null;
  missed_kwh: number | null;
}

export interface Choice {
  rule: string | null;
  mode: string;
  charge: boolean;
  current_a: number;
  why: string;
}

export interface Curve {
  from: string;
  step_s: number;
  was_w: (number | null)[];
  would_w: (number | null)[];
  spare_w: (number | null)[];
}

export interface Change {
  at: string;
  connector: string;
  was: Choice;
  would: Choice;
}
