// What the server says and hears. Units are in the names: _w, _va, _a, _v, _wh, _s; null is "not known".

import type { Security } from "./security";
import type { MessagesTold } from "./wire";

export type Language = "en" | "fr";
export type Severity = "error" | "warning";
export type HandMode = "rules" | "off" | "min" | "max" | "surplus";
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

export interface Charger {
  id: string;
  name: string;
  adopted: boolean;
  ignored: boolean;
  online: boolean;
  last_seen: string | null;
  first_seen: string;
  attempts: number;
  vendor: string | null;
  model: string | null;
  serial: string | null;
  firmware: string | null;
  protocol: string;
  remote: string | null;
  connectors: Connector[];
  configuration: ConfigurationKey[];
  /** What this make does in its own way, as far as it is known. */
  quirks: Quirk[];
  limiting: Limiting;
  firmware_status: Reported | null;
  diagnostics_status: Reported | null;
  log_status: Reported | null;
  /** The last of each kind. */
  transfers: Transfer[];
  /** Nothing of its messages is repaired. */
  strict: boolean;
  /** Who may charge while Borne cannot be reached; null: its settings do not tell. */
  offline_access: OfflineChoice | "mixed" | null;
  local_list: LocalList;
  rhythm: Rhythm;
  security: Security;
}

/** A status in OCPP's own word. */
export interface Reported {
  status: string;
  at: string;
}

/** A file on its way between Borne and the charger. */
export interface Transfer {
  kind: "firmware" | "diagnostics" | "log";
  name: string;
  bytes: number;
  total_bytes: number | null;
  at: string;
  finished: boolean;
  /** What was received, as `api/files/ID`. */
  file: string | null;
  /** Why it was cut short, in one word. */
  problem: string | null;
}

export type OfflineChoice = "everybody" | "known" | "nobody";

export interface LocalList {
  state: "in_step" | "waiting" | "sending" | "failed" | "refused" | "unsupported" | "off";
  /** null: not asked yet; below 0: the charger has none. */
  version: number | null;
  entries: number | null;
  wanted: number;
  most: number;
  /** OCPP's word for what went wrong last. */
  status: string | null;
  due: string | null;
  sent: string | null;
  writes_today: number;
}

export interface Rhythm {
  ping: Pace;
  heartbeat: Pace;
  drops: number;
  /** The silence after which most drops came. */
  pattern_s: number | null;
  last_drop: string | null;
}

export interface Pace {
  seconds: number;
  usual_s: number;
  /** The silence after which the line was seen to end. */
  silence_s: number | null;
  changed: string | null;
  fixed: boolean;
}

export interface Quirk {
  name: string;
  /** Borne goes by it; the command `quirk` switches it. */
  on: boolean;
  why: string;
  /** By what the charger is known to be meant. */
  evidence: string;
  source: string;
  /** What a person can do. */
  hint: string | null;
  /** It may fit any make, and is off until a person switches it on. */
  by_hand: boolean;
}

export interface ConfigurationKey {
  key: string;
  value: string | null;
  readonly: boolean;
}

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
  fail_safe: FailSafe;
  least_a: number;
  most_a: number;
  by_hand: ByHand;
  decision: Decision | null;
  session: OpenSession | null;
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

/** How a charger is limited, and what was tried. */
export interface Limiting {
  way: string;
  proven: boolean;
  pause: "limit" | "stop";
  failed: {
    way: string;
    result: "ignored" | "refused";
    at: string;
    asked_a: number;
    drawn_a: number | null;
  }[];
  writes_hour: number;
  writes_day: number;
  writes_budget: number;
  valid_for_s: number;
}

export interface ByHand {
  mode: HandMode;
  mode_until: string | null;
  boost: { until: string | null; energy_wh: number | null } | null;
  max_current_a: number | null;
}

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

export interface SessionRow {
  id: number;
  charger: string;
  connector: number;
  started: string;
  ended: string | null;
  tag: string | null;
  person: string | null;
  energy_wh: number;
  charging_s: number;
  duration_s: number;
  stop_reason: string | null;
  transactions: number;
  open: boolean;
  /** EUR; null: no price was known. */
  cost_eur?: number | null;
}

export interface SessionList {
  sessions: SessionRow[];
  total: { count: number; energy_wh: number };
}

export interface CurvePoint {
  at: string;
  power_w: number | null;
  current_a: number | null;
  energy_wh: number;
  asked_a: number | null;
}

export interface SessionDecision {
  at: string;
  rule: string | null;
  charge: boolean;
  current_a: number;
  why: string;
}

export interface SessionDetail {
  session: SessionRow;
  curve: CurvePoint[];
  decisions: SessionDecision[];
  portions?: Portion[];
}

/** What was charged on a day in a slot of the tariff. */
export interface Portion {
  day: string;
  slot: string;
  energy_wh: number;
  cost_eur: number | null;
  unpriced_wh: number;
}

export interface RuleFile {
  name: string;
  text: string;
  /** Hash of the text. */
  version: string;
  problems: Problem[];
}

export type NodeKind = "input" | "condition" | "rule" | "limit" | "access" | "site" | "connector";

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

export interface CommandBody {
  command: string;
  charger?: string;
  connector?: number;
  [key: string]: unknown;
}

export interface CommandResult {
  ok: boolean;
  message: string;
}

export type ClientMessage =
  | { type: "hello"; language: Language }
  | { type: "command"; id: string; body: CommandBody }
  | { type: "messages"; [key: string]: unknown }
  | { type: "ping" };

export interface Changed {
  type: "changed";
  time: string;
  site?: Site;
  inputs?: Input[];
  /** null: the charger is gone. */
  chargers?: Record<string, Charger | null>;
  unknown_tags?: UnknownTag[];
  tags?: Tag[];
  learning?: Learning | null;
  allowed_once?: string[];
  rules?: RulesState;
  problems?: SystemProblem[];
  home_assistant?: HomeAssistant;
}

export type ServerMessage =
  | { type: "state"; state: State }
  | Changed
  | ({ type: "result"; id: string } & CommandResult)
  | { type: "pong"; time: string }
  | MessagesTold
  | { type: "closing"; reason: string };
