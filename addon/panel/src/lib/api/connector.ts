// A socket, what it does and what a person has set on it.

import type { Decision } from "./decision";

export interface Connector {
  /** Charger and number, "garage/1". */
  id: string;
  charger: string;
  connector: number;
  status: OcppStatus | null;
  error: string | null;
  error_info: string | null;
  plugged: boolean;
  charging: boolean;
  operative: boolean;
  power_w: number | null;
  /** Drawn, per phase. */
  current_a: number[] | null;
  voltage_v: number | null;
  energy_wh: number | null;
  temperature_c: number | null;
  soc: number | null;
  /** What Borne asked for; 0 is paused. */
  asked_a: number | null;
  /** What the charger says it offers. */
  offered_a: number | null;
  follows: Follows;
  /** How its phases change; null where nobody says that they may. */
  phasing: Phasing | null;
  fail_safe: FailSafe;
  least_a: number;
  most_a: number;
  by_hand: ByHand;
  decision: Decision | null;
  session: OpenSession | null;
}

export type OcppStatus =
  | "Available"
  | "Preparing"
  | "Charging"
  | "SuspendedEV"
  | "SuspendedEVSE"
  | "Finishing"
  | "Reserved"
  | "Unavailable"
  | "Faulted";

/** A change between one phase and three. */
export interface Phasing {
  stage: "steady" | "pausing" | "changing" | "proving" | "unable";
  /** How many the charger was told; null: never told, it uses all. */
  told: number | null;
  wanted: number | null;
  since: string | null;
  changed_at: string | null;
  /** The day on which `changes` were made. */
  day: string | null;
  changes: number;
  per_day: number;
  why_not: string | null;
}

export type Verdict = "none" | "waiting" | "followed" | "ignored" | "unknown";

/** What is seen of the last limit. */
export interface Follows {
  verdict: Verdict;
  since: string | null;
  /** The charger said no. */
  refused: boolean;
  /** What it draws counts as it is, for it was seen not to follow. */
  ignores: boolean;
  asked_at: string | null;
  offered_at: string | null;
  drawn_a: number | null;
  drawn_at: string | null;
  /** A higher limit waits until then, so that few are written. */
  rises_at: string | null;
  /** How long it is known to need; null: as most. */
  needs_s: number | null;
}

/** What the charger does by itself without Borne; able is null while it is not known. */
export interface FailSafe {
  able: boolean | null;
  current_a: number;
  why: string;
}

export type HandMode = "rules" | "off" | "min" | "max" | "surplus";

export interface ByHand {
  mode: HandMode;
  mode_until: string | null;
  boost: { until: string | null; energy_wh: number | null } | null;
  max_current_a: number | null;
}

export interface OpenSession {
  id: number;
  started: string;
  tag: string | null;
  person: string | null;
  energy_wh: number;
  /** EUR; null: no price was known. */
  cost_eur?: number | null;
  duration_s: number;
  transaction: number | null;
}
