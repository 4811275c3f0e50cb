// A charger, and what is known of its ways.

import type { Security } from "../security";
import type { Connector } from "./connector";

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
  /** Those that are not over. */
  reservations: Reservation[];
  /** What it reported about its security, the newest first. */
  security_events: SecurityEvent[];
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

/** A socket is kept for a badge; 0 is any socket. */
export interface Reservation {
  id: number;
  connector: number;
  tag: string;
  until: string;
}

/** In OCPP's own words. */
export interface SecurityEvent {
  type: string;
  /** The last time. */
  at: string;
  info: string | null;
  /** How often it was told. */
  count: number;
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

/** `api/quirks`: one of all that the database has. */
export interface KnownQuirk {
  name: string;
  /** What it is, in a few words. */
  title: string;
  why: string;
  /** What a person can do. */
  hint: string | null;
  source: string;
  /** It may fit any make, and is off until a person switches it on. */
  by_hand: boolean;
}

export interface Quirk extends KnownQuirk {
  /** Borne goes by it; the command `quirk` switches it. */
  on: boolean;
  /** By what the charger is known to be meant. */
  evidence: string;
}

export interface ConfigurationKey {
  key: string;
  value: string | null;
  readonly: boolean;
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
