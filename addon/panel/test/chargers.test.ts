import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ending } from "../src/lib/ended";
import {
  capabilities,
  measurandRows,
  pattern,
  sentOften,
  type Connection,
  type Evidence,
} from "../src/lib/evidence";
import { meaning } from "../src/lib/ocpp-keys";
import { charger } from "./samples";

function evidence(more: Partial<Evidence> = {}): Evidence {
  return {
    connections: [],
    repairs: [],
    changes: [],
    waits: {},
    profiles: [],
    measurands: [],
    messages: {},
    ...more,
  };
}

const key = (name: string, value: string) => ({ key: name, value, readonly: true });
const profile = (stack_level: number, status: string, unit = "A") => ({
  purpose: "TxProfile",
  stack_level,
  unit,
  at: "2026-06-07T12:00:00Z",
  status,
  count: 1,
});
const lasted = (seconds: number): Connection => ({
  start: "2026-06-07T12:00:00.000Z",
  end: new Date(Date.parse("2026-06-07T12:00:00Z") + seconds * 1000).toISOString(),
  reason: "the line broke",
  remote: null,
});

function row(name: string, configuration: ReturnType<typeof key>[], seen: Partial<Evidence>) {
  const found = capabilities(charger("garage", { configuration }), evidence(seen));
  return found.find((one) => one.key === name);
}

test("what a charger sends is counted, and not what it is sent", () => {
  const messages = { BootNotification: 2, RemoteStopTransaction: 9, Heartbeat: 5 };
  expect(sentOften(messages)).toEqual([
    ["Heartbeat", 5],
    ["BootNotification", 2],
  ]);
});

test("what is declared is held against what was accepted", () => {
  const level = "ChargeProfileMaxStackLevel";
  expect(row(level, [key(level, "8")], { profiles: [profile(8, "Accepted")] })).toMatchObject({
    declared: "8",
    measured: "8",
    agrees: true,
  });
  expect(row(level, [key(level, "8")], { profiles: [profile(1, "Rejected")] })?.agrees).toBe(false);
  expect(row(level, [], {})).toMatchObject({ declared: null, measured: null, agrees: null });
});

test("a unit that was accepted though it is not declared differs", () => {
  const unit = "ChargingScheduleAllowedChargingRateUnit";
  const seen = { profiles: [profile(0, "Accepted", "W")] };
  expect(row(unit, [key(unit, "Current")], seen)?.agrees).toBe(false);
  expect(row(unit, [key(unit, "Current,Power")], seen)?.agrees).toBe(true);
});

test("quantities are listed whether declared or come", () => {
  const configuration = [key("MeterValuesSampledData", "'Current.Import, Voltage'")];
  const came = {
    name: "Power.Active.Import",
    units: ["W"],
    phases: [],
    last: "1",
    at: "2026-06-07T12:00:00Z",
    count: 1,
  };
  const rows = measurandRows(
    charger("garage", { configuration }),
    evidence({ measurands: [came] }),
  );
  expect(rows.map((one) => [one.name, one.declared, one.came !== null])).toEqual([
    ["Current.Import", true, false],
    ["Voltage", true, false],
    ["Power.Active.Import", false, true],
  ]);
});

test("drops that come after the same time are called regular", () => {
  expect(pattern([60, 61, 59, 60, 700].map(lasted))).toMatchObject({
    drops: 5,
    usual_s: 60,
    regular: true,
    reasons: [{ reason: "the line broke", count: 5 }],
  });
  expect(pattern([5, 600, 9000].map(lasted)).regular).toBe(false);
  expect(pattern([])).toMatchObject({ drops: 0, usual_s: null, regular: false });
});

test("keys of OCPP 1.6 have a meaning in both languages, the maker's own have none", () => {
  expect(meaning("HeartbeatInterval", "fr")).toContain("signes de vie");
  expect(meaning("HeartbeatInterval", "en")).toContain("signs of life");
  expect(meaning("X-Own", "en")).toBeNull();
});

test("the end of a connection is told in the reader's language", () => {
  expect(ending("the charger closed it (1001 bye)")).toEqual({
    key: "ended.closed",
    what: "1001 bye",
  });
  expect(ending("silent for 40 s")).toEqual({ key: "ended.silent", what: "40" });
  expect(ending("Borne stops")?.key).toBe("ended.stops");
  expect(ending("what nobody says")).toBeNull();
});

test("every reason that the port for chargers gives is one of those", () => {
  const code = ["socket", "server"].map((name) =>
    readFileSync(new URL(`../../../src/borne/ocpp/${name}.py`, import.meta.url), "utf8"),
  );
  const given = [...code.join("").matchAll(/(?:_why = f?|close\(\d{4}, |return f?)"([^"]+)"/g)].map(
    (found) => (found[1] ?? "").replace(/\{[^{}]*(?:\{[^}]*\})?[^{}]*\}/g, "1"),
  );
  expect(given.length).toBeGreaterThan(6);
  for (const reason of given) expect(ending(reason), reason).not.toBeNull();
});
