import type { Charger } from "./api";

export interface Evidence {
  connections: Connection[];
  repairs: { action: string | null; field: string | null; count: number }[];
  changes: KeyChange[];
  /** By key, the value that the charger has taken and will only use after a restart. */
  waits: Record<string, string>;
  profiles: ProfileSent[];
  measurands: Measurand[];
  /** By action, frames that the charger has sent and that are still kept. */
  messages: Record<string, number>;
}

export interface Connection {
  start: string;
  end: string | null;
  reason: string | null;
  remote: string | null;
}

/** A setting that Borne wanted changed, or that was found changed. */
export interface KeyChange {
  at: string;
  key: string;
  /** null: it was not known. */
  before: string | null;
  after: string;
  /** The charger's answer in OCPP's word; null: found so when it was read. */
  status: string | null;
  /** By a person; else by Borne's set-up. */
  wished: boolean;
}

export interface ProfileSent {
  purpose: string;
  stack_level: number;
  unit: string;
  at: string;
  status: string;
  count: number;
}

export interface Measurand {
  name: string;
  units: string[];
  phases: string[];
  last: string;
  at: string;
  count: number;
}

export function declared(charger: Charger, key: string): string | null {
  return charger.configuration.find((one) => one.key === key)?.value ?? null;
}

export function words(value: string | null): string[] {
  return (value ?? "")
    .split(",")
    .map((word) => word.trim().replace(/^["']|["']$/g, ""))
    .filter(Boolean);
}

export interface MeasurandRow {
  name: string;
  declared: boolean;
  came: Measurand | null;
}

/** Every quantity that is declared or came, those declared first. */
export function measurandRows(charger: Charger, evidence: Evidence): MeasurandRow[] {
  const said = [
    ...words(declared(charger, "MeterValuesSampledData")),
    ...words(declared(charger, "MeterValuesAlignedData")),
  ];
  const names = [...new Set([...said, ...evidence.measurands.map((one) => one.name)])];
  return names.map((name) => ({
    name,
    declared: said.includes(name),
    came: evidence.measurands.find((one) => one.name === name) ?? null,
  }));
}

export interface CapabilityRow {
  key: string;
  declared: string | null;
  measured: string | null;
  /** null: nothing to compare. */
  agrees: boolean | null;
}

/** What the charger declares beside what it was seen to do. */
export function capabilities(charger: Charger, evidence: Evidence): CapabilityRow[] {
  return [
    connectorsOf(charger),
    featuresOf(charger, evidence),
    unitsOf(charger, evidence),
    levelsOf(charger, evidence),
  ];
}

function connectorsOf(charger: Charger): CapabilityRow {
  const key = "NumberOfConnectors";
  const said = declared(charger, key);
  const seen = charger.connectors.length;
  return {
    key,
    declared: said,
    measured: seen > 0 ? String(seen) : null,
    agrees: said === null || seen === 0 ? null : Number(said) === seen,
  };
}

/** The parts of OCPP of which it has answered a call without refusing it as unknown. */
function featuresOf(charger: Charger, evidence: Evidence): CapabilityRow {
  const key = "SupportedFeatureProfiles";
  const parts: Record<string, string> = {
    BootNotification: "Core",
    Heartbeat: "Core",
    MeterValues: "Core",
    StatusNotification: "Core",
    TriggerMessage: "RemoteTrigger",
    GetLocalListVersion: "LocalAuthListManagement",
    SendLocalList: "LocalAuthListManagement",
    FirmwareStatusNotification: "FirmwareManagement",
    DiagnosticsStatusNotification: "FirmwareManagement",
    ReserveNow: "Reservation",
  };
  const seen = new Set(
    Object.keys(evidence.messages).flatMap((action) => (parts[action] ? [parts[action]] : [])),
  );
  if (evidence.profiles.some((one) => one.status === "Accepted")) seen.add("SmartCharging");
  const said = declared(charger, key);
  return {
    key,
    declared: said === null ? null : words(said).join(", "),
    measured: seen.size > 0 ? [...seen].sort().join(", ") : null,
    agrees:
      said === null || seen.size === 0 ? null : [...seen].every((one) => words(said).includes(one)),
  };
}

function unitsOf(charger: Charger, evidence: Evidence): CapabilityRow {
  const key = "ChargingScheduleAllowedChargingRateUnit";
  const said = declared(charger, key);
  const names: Record<string, string> = { A: "Current", W: "Power" };
  const accepted = taken(evidence).map((one) => names[one.unit] ?? one.unit);
  const seen = [...new Set(accepted)].sort();
  return {
    key,
    declared: said === null ? null : words(said).join(", "),
    measured: seen.length > 0 ? seen.join(", ") : null,
    agrees:
      said === null || seen.length === 0 ? null : seen.every((one) => words(said).includes(one)),
  };
}

function levelsOf(charger: Charger, evidence: Evidence): CapabilityRow {
  const key = "ChargeProfileMaxStackLevel";
  const said = declared(charger, key);
  const levels = taken(evidence).map((one) => one.stack_level);
  const refused = evidence.profiles.filter((one) => one.status !== "Accepted");
  const most = Number(said);
  return {
    key,
    declared: said,
    measured: levels.length > 0 ? String(Math.max(...levels)) : null,
    agrees:
      said === null || levels.length + refused.length === 0
        ? null
        : levels.every((level) => level <= most) && refused.every((one) => one.stack_level > most),
  };
}

function taken(evidence: Evidence): ProfileSent[] {
  return evidence.profiles.filter((one) => one.status === "Accepted");
}

export interface Pattern {
  /** Connections that ended. */
  drops: number;
  /** s, the median of those that ended. */
  usual_s: number | null;
  /** Most of them lasted about as long. */
  regular: boolean;
  reasons: { reason: string; count: number }[];
}

export function seconds(connection: Connection, now: number): number {
  const end = connection.end === null ? now : Date.parse(connection.end);
  return Math.max(0, (end - Date.parse(connection.start)) / 1000);
}

/** What the ends of the connections have in common. */
export function pattern(connections: Connection[]): Pattern {
  const ended = connections.filter((one) => one.end !== null);
  const lengths = ended.map((one) => seconds(one, 0)).sort((a, b) => a - b);
  const usual = lengths[Math.floor(lengths.length / 2)] ?? null;
  const near = lengths.filter((one) => usual !== null && Math.abs(one - usual) <= usual * 0.15 + 2);
  const counts = new Map<string, number>();
  for (const one of ended) counts.set(one.reason ?? "", (counts.get(one.reason ?? "") ?? 0) + 1);
  return {
    drops: ended.length,
    usual_s: usual,
    regular: ended.length >= 3 && near.length >= ended.length * 0.7,
    reasons: [...counts]
      .map(([reason, count]) => ({ reason, count }))
      .sort((a, b) => b.count - a.count),
  };
}

/** What chargers send, as OCPP 1.6 and its security extension name it. */
const SENT = new Set([
  "Authorize",
  "BootNotification",
  "DataTransfer",
  "DiagnosticsStatusNotification",
  "FirmwareStatusNotification",
  "Heartbeat",
  "LogStatusNotification",
  "MeterValues",
  "SecurityEventNotification",
  "SignCertificate",
  "SignedFirmwareStatusNotification",
  "StartTransaction",
  "StatusNotification",
  "StopTransaction",
]);

/** How often the charger has sent each kind of message, most often first. */
export function sentOften(messages: Record<string, number>): [string, number][] {
  const sent = Object.entries(messages).filter(([action]) => SENT.has(action));
  return sent.sort(([, one], [, other]) => other - one);
}
