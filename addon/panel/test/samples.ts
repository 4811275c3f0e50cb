import type { Charger, Connector, Decision, Graph, Site, State } from "../src/lib/api";

export function connector(more: Partial<Connector> = {}): Connector {
  return {
    id: "garage/1",
    charger: "garage",
    connector: 1,
    status: "Charging",
    error: null,
    error_info: null,
    plugged: true,
    charging: true,
    operative: true,
    power_w: 2300,
    current_a: [10],
    voltage_v: 230,
    energy_wh: 1000,
    temperature_c: null,
    soc: null,
    asked_a: 10,
    offered_a: 10,
    follows: {
      verdict: "followed",
      since: "2026-06-07T12:00:00Z",
      refused: false,
      ignores: false,
      asked_at: "2026-06-07T11:59:50Z",
      offered_at: "2026-06-07T12:00:00Z",
      drawn_a: 10,
      drawn_at: "2026-06-07T12:00:00Z",
      rises_at: null,
      needs_s: null,
    },
    phasing: null,
    fail_safe: { able: true, current_a: 8, why: "Without Borne it returns to 8 A within 15 min" },
    least_a: 6,
    most_a: 32,
    by_hand: { mode: "rules", mode_until: null, boost: null, max_current_a: null },
    decision: null,
    session: null,
    ...more,
  };
}

export function decision(more: Partial<Decision> = {}): Decision {
  return {
    rule: "Sun",
    mode: "surplus",
    charge: true,
    current_a: 10,
    phases: 1,
    why: "2.4 kW of sun to spare: 10 A",
    since: "2026-06-07T12:00:00+02:00",
    next: null,
    trace: [],
    limits: [],
    ...more,
  };
}

export function charger(id = "garage", more: Partial<Charger> = {}): Charger {
  return {
    id,
    name: id,
    adopted: true,
    ignored: false,
    online: true,
    last_seen: null,
    first_seen: "2026-06-01T12:00:00+02:00",
    attempts: 1,
    vendor: null,
    model: null,
    serial: null,
    firmware: null,
    protocol: "ocpp1.6",
    remote: null,
    connectors: [connector({ id: `${id}/1`, charger: id })],
    configuration: [],
    quirks: [],
    limiting: {
      way: "TxProfile in A, level 1, by the clock",
      proven: true,
      pause: "limit",
      failed: [],
      writes_hour: 6,
      writes_day: 41,
      writes_budget: 60,
      valid_for_s: 900,
    },
    firmware_status: null,
    diagnostics_status: null,
    log_status: null,
    transfers: [],
    reservations: [],
    security_events: [],
    strict: false,
    security: {
      required: 0,
      used: 0,
      offered: null,
      tls: false,
      protocol: null,
      password: null,
      awaited: [],
      certificate: null,
      refusals: null,
    },
    offline_access: null,
    local_list: {
      state: "waiting",
      version: null,
      entries: null,
      wanted: 1,
      most: 100,
      status: null,
      due: null,
      sent: null,
      writes_today: 0,
    },
    rhythm: {
      ping: { seconds: 30, usual_s: 30, silence_s: null, changed: null, fixed: false },
      heartbeat: { seconds: 60, usual_s: 60, silence_s: null, changed: null, fixed: false },
      drops: 0,
      pattern_s: null,
      last_drop: null,
    },
    ...more,
  };
}

export function site(more: Partial<Site> = {}): Site {
  return {
    name: null,
    phases: 1,
    voltage_v: 230,
    contract_va: 9000,
    grid_w: -500,
    apparent_va: 2300,
    solar_w: 4000,
    battery_w: null,
    battery_soc: null,
    house_w: 1200,
    cars_w: 2300,
    surplus_w: 500,
    headroom_va: 6700,
    ...more,
  };
}

export function state(more: Partial<State> = {}): State {
  return {
    version: "0",
    time: "2026-06-07T12:00:00+02:00",
    time_zone: "Europe/Paris",
    language: "en",
    demo: false,
    user: { name: null, admin: true },
    ocpp: { port: 9000, url: "" },
    home_assistant: { status: "off", message: "", since: null },
    site: site(),
    inputs: [],
    chargers: [charger("garage"), charger("drive")],
    unknown_tags: [],
    tags: [],
    learning: null,
    allowed_once: [],
    rules: { ok: true, files: [], problems: [], running_since: null },
    problems: [],
    ...more,
  };
}

export function graph(): Graph {
  const node = (id: string, kind: Graph["nodes"][number]["kind"], order: number) => ({
    id,
    kind,
    name: id.split(":")[1] ?? id,
    summary: "",
    file: "home.yaml",
    line: order,
    order,
  });
  const wire = (from: string, to: string, negated = false) => ({ from, to, negated });
  return {
    nodes: [
      node("input:tempo", "input", 1),
      node("input:grid", "input", 2),
      node("condition:red_day", "condition", 3),
      node("condition:red_evening", "condition", 4),
      node("rule:Red day", "rule", 5),
      node("rule:Sun", "rule", 6),
      node("limit:Dinner", "limit", 7),
      node("site", "site", 0),
      node("access", "access", 9),
      node("connector:garage/1", "connector", 8),
    ],
    wires: [
      wire("input:tempo", "condition:red_day"),
      wire("condition:red_day", "condition:red_evening"),
      wire("condition:red_evening", "rule:Red day", true),
      wire("input:grid", "rule:Sun"),
      wire("input:grid", "limit:Dinner"),
      wire("input:grid", "site"),
      wire("site", "connector:garage/1"),
    ],
  };
}
