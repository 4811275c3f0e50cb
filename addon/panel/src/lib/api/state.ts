// The house as the server tells it, whole.

import type { Charger } from "./charger";
import type { Language } from "./live";
import type { Problem, Severity } from "./rules";

export interface State {
  version: string;
  time: string;
  time_zone: string;
  language: Language;
  demo: boolean;
  user: { name: string | null; admin: boolean };
  ocpp: { port: number; url: string };
  home_assistant: HomeAssistant;
  site: Site;
  inputs: Input[];
  chargers: Charger[];
  unknown_tags: UnknownTag[];
  tags: Tag[];
  /** The next unknown badge is added with this. */
  learning: Learning | null;
  /** Folded. */
  allowed_once: string[];
  rules: RulesState;
  problems: SystemProblem[];
}

export interface HomeAssistant {
  status: "off" | "connecting" | "connected" | "refused" | "unreachable";
  message: string;
  since: string | null;
}

export interface Site {
  name: string | null;
  phases: 1 | 3;
  voltage_v: number;
  contract_va: number | null;
  /** Positive is import. */
  grid_w: number | null;
  apparent_va: number | null;
  solar_w: number | null;
  /** Positive is charging. */
  battery_w: number | null;
  battery_soc: number | null;
  house_w: number | null;
  cars_w: number;
  surplus_w: number | null;
  headroom_va: number | null;
  /** How long the breaker bears this load; null: for ever, or nobody knows. */
  breaker_left_s?: number | null;
}

export interface RulesState {
  ok: boolean;
  files: string[];
  problems: Problem[];
  running_since: string | null;
}

export interface SystemProblem {
  code: string;
  severity: Severity;
  message: string;
  since: string;
}

export interface Input {
  name: string;
  entity: string;
  value: number | string | boolean | null;
  unit: string | null;
  at: string | null;
  max_age_s: number | null;
  status: "ok" | "stale" | "unknown" | "missing";
}

export interface UnknownTag {
  tag: string;
  charger: string;
  connector: number | null;
  at: string;
  answer: "refused" | "accepted" | "asked";
}

export interface Tag {
  tag: string;
  name: string | null;
  person: string | null;
  group: string | null;
  vehicle: string | null;
  /** The last day, "2026-12-31". */
  expires: string | null;
  expired: boolean;
  at_once: number | null;
  blocked: boolean;
  last_seen: string | null;
  last_charger: string | null;
  last_connector: number | null;
  /** OCPP's word: Accepted, Blocked, Expired, Invalid, ConcurrentTx. */
  last_answer: string | null;
}

export interface Learning {
  until: string;
  name: string | null;
  person: string | null;
  group: string | null;
}
