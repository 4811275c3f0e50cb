// The frames between Borne and its chargers, as the server tells them.

import { exposed } from "./legible";

export interface Remark {
  severity: "info" | "warning" | "error";
  field: string | null;
  text: string;
}

export interface WireMessage {
  number: number;
  at: string;
  charger: string;
  /** "in": the charger says it. */
  direction: "in" | "out";
  kind: "call" | "result" | "error" | "unreadable";
  action: string | null;
  id: string | null;
  payload: unknown;
  code: string | null;
  words: string | null;
  text: string | null;
  size: number;
  remarks: Remark[];
}

export interface WireMessages {
  messages: WireMessage[];
  more: boolean;
  newest: number;
}

export type MessagesTold = { type: "messages"; id: number | null } & (
  WireMessages | { refused: string }
);

export interface WireFilters {
  charger: string;
  action: string;
  direction: "" | "in" | "out";
  text: string;
  remarked: boolean;
}

export const NO_FILTERS: WireFilters = {
  charger: "",
  action: "",
  direction: "",
  text: "",
  remarked: false,
};

/** What the server understands: only what was chosen. */
export function asked(filters: WireFilters): Record<string, string> {
  const said: Record<string, string> = {};
  if (filters.charger) said.charger = filters.charger;
  if (filters.action) said.action = filters.action;
  if (filters.direction) said.direction = filters.direction;
  if (filters.text.trim()) said.text = filters.text.trim();
  if (filters.remarked) said.remarked = "1";
  return said;
}

type Fields = Record<string, unknown>;

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function said(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";
}

/** What matters of a frame, in one line. */
export function gist(message: WireMessage): string {
  return exposed(inShort(message));
}

function inShort(message: WireMessage): string {
  if (message.kind === "unreadable") return message.text ?? "";
  if (message.kind === "error") return [message.code, message.words].filter(Boolean).join(": ");
  const payload = fields(message.payload);
  if (message.kind === "call" && message.action === "MeterValues") return metered(payload);
  if (message.kind === "call" && message.action === "SetChargingProfile") return profiled(payload);
  return plainly(payload);
}

function metered(payload: Fields): string {
  const samples = list(payload.meterValue).flatMap((one) => list(fields(one).sampledValue));
  const parts = samples.map((one) => {
    const sample = fields(one);
    const name = said(sample.measurand ?? sample.mesurand)
      .replace(".Active.Import", "")
      .replace(".Import", "");
    const phase = said(sample.phase);
    const unit = said(sample.unit);
    return `${name || "Energy.Register"}${phase ? ` ${phase}` : ""} ${said(sample.value)}${unit ? ` ${unit}` : ""}`;
  });
  const place = said(payload.connectorId);
  return [place && `#${place}`, ...parts].filter(Boolean).join(" · ");
}

function profiled(payload: Fields): string {
  const profile = fields(payload.csChargingProfiles);
  const schedule = fields(profile.chargingSchedule);
  const limits = list(schedule.chargingSchedulePeriod).map((one) => said(fields(one).limit));
  return [
    `#${said(payload.connectorId)}`,
    said(profile.chargingProfilePurpose),
    `${limits.join(" → ")} ${said(schedule.chargingRateUnit)}`,
  ].join(" · ");
}

function plainly(payload: Fields): string {
  return Object.entries(payload)
    .map(([name, value]) => {
      if (name === "connectorId") return `#${said(value)}`;
      if (Array.isArray(value)) return `${name} [${value.length}]`;
      if (typeof value === "object" && value !== null) return plainly(fields(value));
      return `${name} ${said(value)}`;
    })
    .filter(Boolean)
    .join(" · ");
}

export interface Line {
  text: string;
  marked: boolean;
}

/** The payload as lines of JSON; those of fields with a remark are marked. */
export function lines(message: WireMessage): Line[] {
  if (message.kind === "unreadable") return [{ text: exposed(message.text ?? ""), marked: false }];
  const body =
    message.kind === "error"
      ? { code: message.code, description: message.words }
      : (message.payload ?? {});
  const found = JSON.stringify(body, null, 2).split("\n");
  const starts = (name: string) => (text: string) => text.trimStart().startsWith(`"${name}":`);
  // A remark names a path: its last part that stands in the frame is the field that was mended.
  const names = message.remarks.map((one) =>
    one.field?.split(/[.[\]]+/).findLast((name) => name && found.some(starts(name))),
  );
  return found.map((text) => ({
    text: exposed(text),
    marked: names.some((name) => name !== undefined && starts(name)(text)),
  }));
}
