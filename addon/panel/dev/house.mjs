// A believable home for working on the panel: plays the server's messages, decides nothing for real.

import { care } from "./care.mjs";
import { fieldsOf } from "./gestures.mjs";
import { plan } from "./plan.mjs";

const SAY = {
  en: {
    sun: (kw, a) => `${kw} kW of sun to spare: ${a} A`,
    boost: "Boost asked for by hand: as much as the house allows",
    off: "Turned off by hand",
    min: "By hand: the least the car takes, 6 A",
    max: "By hand: as much as the house allows",
    wait: "Off-peak hours start at 22:30; the car waits for them",
    none: "Nothing to charge: no car is plugged in",
    dinner: "Below the limit",
    contract: "9 kVA contract: 6.1 kVA are free",
    socket: "The socket carries 32 A",
    heater: "The water heater is on: 16 A",
    sunset: "Sun fades: 6 A is no longer reached",
    offpeak: "Off-peak begins: full power",
    stale: "battery is not known: its last value is 14 min old",
    boostNo: "Nobody asked for a boost",
    red: "tempo is Bleu",
    done: "Done: {what} on {who}.",
    not: "There is no such command.",
    offline: "The charger is not connected: try again when it is.",
    adopted: "Adopted. The rules take over now.",
    ha: "Connected to Home Assistant at home",
    missing:
      "sensor.rte_tempo_couleur_demain does not exist in Home Assistant. Check its name in the rules.",
  },
  fr: {
    sun: (kw, a) => `${kw.replace(".", ",")} kW de soleil disponibles : ${a} A`,
    boost: "Boost demandé à la main : autant que la maison le permet",
    off: "Arrêté à la main",
    min: "À la main : le moins que la voiture accepte, 6 A",
    max: "À la main : autant que la maison le permet",
    wait: "Les heures creuses commencent à 22:30 ; la voiture les attend",
    none: "Rien à charger : aucune voiture n’est branchée",
    dinner: "Sous la limite",
    contract: "Abonnement 9 kVA : 6,1 kVA sont libres",
    socket: "La prise supporte 32 A",
    heater: "Le chauffe-eau est en marche : 16 A",
    sunset: "Le soleil baisse : 6 A ne sont plus atteints",
    offpeak: "Début des heures creuses : pleine puissance",
    stale: "battery n’est pas connu : sa dernière valeur a 14 min",
    boostNo: "Personne n’a demandé de boost",
    red: "tempo vaut Bleu",
    done: "Fait : {what} sur {who}.",
    not: "Cette commande n’existe pas.",
    offline: "La borne n’est pas connectée : réessayez quand elle le sera.",
    adopted: "Adoptée. Les règles prennent la main.",
    ha: "Connecté à Home Assistant de la maison",
    missing:
      "sensor.rte_tempo_couleur_demain n’existe pas dans Home Assistant. Vérifiez son nom dans les règles.",
  },
};

const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();
const ahead = (seconds) => ago(-seconds);

export const RULES_TEXT = `# The house and its grid contract.
site:
  contract: 9 kVA                   # always guarded, above every rule and boost
  meter: grid
  apparent: linky
  safe_current: 8 A

inputs:
  grid:    sensor.grid_power
  linky:   {entity: sensor.linky_sinsts, unit: VA, max_age: 2 min}
  solar:   sensor.solar_power
  battery: {entity: sensor.battery_soc, max_age: 10 min}
  tempo:   sensor.rte_tempo_couleur_actuelle
  heater:  binary_sensor.water_heater

conditions:
  red_day:      tempo == "Rouge"
  off_peak:     {between: [22:30-06:30, 12:34-14:34]}
  battery_full: {when: battery >= 80, for: 5 min}

# Read from top to bottom. For each connector, the first rule that applies decides.
rules:
  - name: Boost
    when: boost
    charge: max
  - name: Red day
    when: [red_day, not off_peak]
    charge: off
  - name: Night
    when: off_peak
    charge: max
  - name: Sun
    charge: surplus
    style: balanced

limits:
  - name: Dinner
    between: 18:30-20:30
    keep: linky
    below: 7 kVA
  - name: Water heater first
    when: heater
    current: 16 A

access:
  known_tag: boost
  unknown_tag: ask
  without_tag: rules
`;

export function graph() {
  const line = (needle) => RULES_TEXT.slice(0, RULES_TEXT.indexOf(needle)).split("\n").length;
  let order = 0;
  const node = (kind, name, summary, needle) => ({
    id: kind === name ? kind : `${kind}:${name}`,
    kind,
    name,
    summary,
    file: "home.yaml",
    line: line(needle),
    order: order++,
    fields: fieldsOf(RULES_TEXT, name),
  });
  const wire = (from, to, negated = false) => ({ from, to, negated });
  return {
    nodes: [
      node("site", "site", "9 kVA, 1 phase", "site:"),
      node("connector", "garage/1", "6 A to 32 A", "site:"),
      node("input", "grid", "sensor.grid_power", "  grid: "),
      node("input", "linky", "sensor.linky_sinsts", "  linky: "),
      node("input", "battery", "sensor.battery_soc", "  battery: "),
      node("input", "tempo", "sensor.rte_tempo_couleur_actuelle", "  tempo: "),
      node("input", "heater", "binary_sensor.water_heater", "  heater: "),
      node("condition", "red_day", 'tempo == "Rouge"', "  red_day:"),
      node("condition", "off_peak", "22:30-06:30, 12:34-14:34", "  off_peak:"),
      node("rule", "Boost", "max · boost", "  - name: Boost"),
      node("rule", "Red day", "off · red_day, not off_peak", "  - name: Red day"),
      node("rule", "Night", "max · off_peak", "  - name: Night"),
      node("rule", "Sun", "surplus · always", "  - name: Sun"),
      node("limit", "Dinner", "linky < 7 kVA", "  - name: Dinner"),
      node("limit", "Water heater first", "16 A · heater", "  - name: Water"),
      node("access", "access", "known: boost, unknown: ask", "access:"),
    ],
    wires: [
      wire("input:grid", "site"),
      wire("input:linky", "site"),
      wire("site", "connector:garage/1"),
      wire("input:tempo", "condition:red_day"),
      wire("condition:red_day", "rule:Red day"),
      wire("condition:off_peak", "rule:Red day", true),
      wire("condition:off_peak", "rule:Night"),
      wire("input:linky", "limit:Dinner"),
      wire("input:heater", "limit:Water heater first"),
    ],
  };
}

/** The problems of a text, by a rule of thumb: a line that says "chrage" or opens a bracket. */
export function check(text, language) {
  const problems = [];
  text.split("\n").forEach((content, index) => {
    const at = content.indexOf("chrage");
    if (at >= 0) {
      problems.push({
        file: "home.yaml",
        line: index + 1,
        column: at + 1,
        end_line: index + 1,
        end_column: at + 7,
        severity: "error",
        code: "unknown-key",
        message:
          language === "fr"
            ? "“chrage” n’est pas un mot des règles."
            : "“chrage” is not a word of the rules.",
        hint: language === "fr" ? "Vouliez-vous dire « charge » ?" : "Did you mean “charge”?",
      });
    }
    if (content.includes("solar:")) {
      problems.push({
        file: "home.yaml",
        line: index + 1,
        column: content.indexOf("solar") + 1,
        end_line: index + 1,
        end_column: content.indexOf("solar") + 6,
        severity: "warning",
        code: "unused-input",
        message:
          language === "fr" ? "L’entrée solar n’est jamais lue." : "The input solar is never used.",
        hint: null,
      });
    }
  });
  return problems;
}

const byHand = () => ({ mode: "rules", mode_until: null, boost: null, max_current_a: null });

function connector(charger, n, more) {
  return {
    id: `${charger}/${n}`,
    charger,
    connector: n,
    status: "Available",
    error: null,
    error_info: null,
    plugged: false,
    charging: false,
    operative: true,
    power_w: 0,
    current_a: [0],
    voltage_v: 231,
    energy_wh: 1_204_500 + n * 90_210,
    temperature_c: null,
    soc: null,
    asked_a: 0,
    offered_a: 0,
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
    by_hand: byHand(),
    decision: null,
    session: null,
    ...more,
  };
}

export class House {
  constructor({ scene = "busy", admin = true } = {}) {
    this.scene = scene;
    this.admin = admin;
    this.started = Date.now();
    this.sun = 5200;
    this.unknown = [];
    this.tags = [
      {
        tag: "04100200",
        name: "Alice",
        person: "Alice",
        group: "family",
        vehicle: "Zoe",
        expires: null,
        expired: false,
        at_once: null,
        last_charger: "garage",
        last_connector: 1,
        last_answer: "Accepted",
        blocked: false,
        last_seen: ago(9000),
      },
      {
        tag: "04A1B2C3",
        name: "Leaf",
        person: "Bruno",
        group: "family",
        vehicle: null,
        expires: null,
        expired: false,
        at_once: null,
        last_charger: "garage",
        last_connector: 1,
        last_answer: "Accepted",
        blocked: false,
        last_seen: ago(90000),
      },
    ];
    this.chargers = scene === "empty" ? [] : this.build();
    if (scene === "busy") {
      this.unknown.push({
        tag: "7F3A99E0",
        charger: "garage",
        connector: 2,
        at: ago(140),
        answer: "asked",
      });
    }
  }

  build() {
    const base = (id, name, more) => ({
      id,
      name,
      adopted: true,
      ignored: false,
      online: true,
      last_seen: ago(2),
      first_seen: ago(86_400 * 40),
      attempts: 1,
      vendor: "Legrand",
      model: "059005",
      serial: "21W37-00412",
      firmware: "18.10",
      protocol: "ocpp1.6",
      remote: "192.168.1.41",
      connectors: [],
      configuration: [
        { key: "HeartbeatInterval", value: "60", readonly: false },
        { key: "MeterValueSampleInterval", value: "10", readonly: false },
        { key: "NumberOfConnectors", value: "2", readonly: true },
      ],
      limiting: {
        way: "TxProfile in A, level 1, by the clock",
        proven: true,
        pause: "limit",
        failed: [],
        writes_hour: 14,
        writes_day: 103,
        writes_budget: 60,
        valid_for_s: 900,
      },
      ...care(),
      ...more,
    });
    const chargers = [
      base("garage", "Garage", {
        connectors: [
          connector("garage", 1, {
            status: "Charging",
            plugged: true,
            charging: true,
            temperature_c: 31.4,
            session: {
              id: 412,
              started: ago(7_980),
              tag: "04100200",
              person: "Alice",
              energy_wh: 8420,
              cost_eur: 1.92,
              duration_s: 7_980,
              transaction: 77,
            },
          }),
          connector("garage", 2, {
            status: "SuspendedEVSE",
            plugged: true,
            phasing: {
              stage: "pausing",
              told: 1,
              wanted: 3,
              since: ago(20),
              changed_at: ago(5_400),
              day: null,
              changes: 2,
              per_day: 10,
              why_not: null,
            },
            session: {
              id: 413,
              started: ago(2_400),
              tag: null,
              person: null,
              energy_wh: 0,
              duration_s: 2_400,
              transaction: null,
            },
          }),
        ],
      }),
      base("drive", "Driveway", {
        online: false,
        last_seen: ago(3 * 3600 + 240),
        vendor: "Wallbox",
        model: "Pulsar Plus",
        connectors: [
          connector("drive", 1, {
            status: null,
            power_w: null,
            current_a: null,
            offered_a: null,
            asked_a: 8,
          }),
        ],
      }),
    ];
    if (this.scene === "busy") {
      chargers.push(
        base("autel-0021", "autel-0021", {
          adopted: false,
          vendor: "Autel",
          model: "MaxiCharger AC W12",
          firmware: "1.43.00",
          first_seen: ago(95),
          attempts: 3,
        }),
      );
    }
    return chargers;
  }

  step() {
    const t = (Date.now() - this.started) / 1000;
    this.sun = 5200 + 380 * Math.sin(t / 7) + 120 * Math.sin(t / 2.3);
    for (const charger of this.chargers) for (const c of charger.connectors) this.move(charger, c);
  }

  move(charger, c) {
    if (!charger.online) return;
    charger.last_seen = ago(1);
    const boost = c.by_hand.boost !== null;
    const target = !c.plugged
      ? 0
      : boost || c.by_hand.mode === "max"
        ? 16
        : c.by_hand.mode === "off"
          ? 0
          : c.by_hand.mode === "min"
            ? 6
            : c.connector === 1
              ? Math.min(16, Math.floor((this.sun - 900) / 231) - 8)
              : 0;
    c.asked_a = target;
    c.offered_a = target;
    const drawn = target === 0 ? 0 : Math.max(0, target - 0.3 + 0.1 * Math.sin(Date.now() / 3000));
    c.current_a = [drawn];
    c.power_w = drawn * 231;
    c.charging = drawn > 0;
    if (c.plugged) c.status = drawn > 0 ? "Charging" : "SuspendedEVSE";
    if (c.session) {
      c.session.energy_wh += c.power_w / 3600;
      c.session.duration_s = Math.round((Date.now() - Date.parse(c.session.started)) / 1000);
    }
  }

  decide(c, say, charger) {
    const hand = c.by_hand;
    const kw = ((c.asked_a * 231 + 120) / 1000).toFixed(1);
    const boost = hand.boost !== null;
    const rule = boost
      ? "Boost"
      : hand.mode !== "rules"
        ? null
        : c.connector === 1
          ? "Sun"
          : "Night";
    const why = !c.plugged
      ? say.none
      : boost
        ? say.boost
        : hand.mode === "off"
          ? say.off
          : hand.mode === "min"
            ? say.min
            : hand.mode === "max"
              ? say.max
              : c.connector === 1
                ? say.sun(kw, Math.round(c.asked_a))
                : say.wait;
    if (!charger.online) return null;
    return {
      rule,
      mode: boost ? "max" : hand.mode === "rules" ? "surplus" : hand.mode,
      charge: c.asked_a > 0,
      current_a: c.asked_a,
      phases: 1,
      why,
      starts_today: c.connector === 1 ? 3 : 0,
      plan: c.connector === 2 && !boost && hand.mode === "rules" ? plan() : null,
      since: ago(1_320),
      next:
        !c.plugged || hand.mode !== "rules" || boost
          ? null
          : c.connector === 1
            ? { at: ahead(6_900), why: say.sunset }
            : { at: ahead(14_400), why: say.offpeak },
      trace: [
        {
          kind: "by_hand",
          name: "boost",
          result: boost ? "applies" : "no",
          why: boost ? say.boost : say.boostNo,
          names: [{ name: "boost", value: boost ? "true" : "false", age_s: null }],
        },
        {
          kind: "rule",
          name: "Red day",
          result: boost ? "not_reached" : "no",
          why: say.red,
          names: [
            { name: "tempo", value: "Bleu", age_s: 512 },
            { name: "off_peak", value: "false", age_s: null },
          ],
        },
        {
          kind: "rule",
          name: "Night",
          result: boost ? "not_reached" : c.connector === 1 ? "unknown" : "applies",
          why: say.stale,
          names: [{ name: "battery", value: "unknown", age_s: 840 }],
        },
        {
          kind: "rule",
          name: "Sun",
          result: boost ? "not_reached" : c.connector === 1 ? "applies" : "not_reached",
          why: c.connector === 1 ? why : "",
          names: [
            { name: "surplus", value: `${kw} kW`, age_s: 1.4 },
            { name: "headroom", value: "6.1 kVA", age_s: 1.4 },
          ],
        },
      ],
      limits: [
        { name: "contract", amps: 26, binding: false, why: say.contract },
        { name: "Water heater first", amps: 16, binding: c.asked_a >= 16, why: say.heater },
        { name: "socket", amps: 32, binding: false, why: say.socket },
      ],
    };
  }

  site() {
    const cars = this.chargers
      .flatMap((c) => c.connectors)
      .reduce((sum, c) => sum + (c.power_w ?? 0), 0);
    const house = 870 + 30 * Math.sin(Date.now() / 4000);
    const battery = 900;
    const grid = house + cars + battery - this.sun;
    return {
      name: "Maison",
      phases: 1,
      voltage_v: 231,
      contract_va: 9000,
      grid_w: grid,
      apparent_va: Math.abs(grid) + 240 + cars * 0.6,
      solar_w: this.sun,
      battery_w: battery,
      battery_soc: 74,
      house_w: house,
      cars_w: cars,
      surplus_w: Math.max(0, this.sun - house - battery - cars),
      headroom_va: 9000 - (Math.abs(grid) + 240 + cars * 0.6),
    };
  }

  inputs() {
    const site = this.site();
    const fresh = (name, entity, value, unit, age = 1.2) => ({
      name,
      entity,
      value,
      unit,
      at: ago(age),
      max_age_s: 120,
      status: "ok",
    });
    return [
      fresh("grid", "sensor.grid_power", Math.round(site.grid_w), "W"),
      fresh("linky", "sensor.linky_sinsts", Math.round(site.apparent_va), "VA", 3),
      fresh("solar", "sensor.solar_power", Math.round(this.sun), "W"),
      {
        name: "battery",
        entity: "sensor.battery_soc",
        value: 74,
        unit: "%",
        at: ago(840),
        max_age_s: 600,
        status: "stale",
      },
      {
        ...fresh("tempo", "sensor.rte_tempo_couleur_actuelle", "Bleu", null, 512),
        max_age_s: null,
      },
      {
        name: "tomorrow",
        entity: "sensor.rte_tempo_couleur_demain",
        value: null,
        unit: null,
        at: null,
        max_age_s: null,
        status: "missing",
      },
      { ...fresh("heater", "binary_sensor.water_heater", true, null, 4200), max_age_s: null },
    ];
  }

  state(language) {
    const say = SAY[language];
    const problems =
      this.scene === "busy"
        ? [{ code: "entity-missing", severity: "warning", message: say.missing, since: ago(5_400) }]
        : [];
    return {
      version: "0.1.0",
      time: new Date().toISOString(),
      time_zone: "Europe/Paris",
      language,
      demo: true,
      user: { name: "Alice", admin: this.admin },
      ocpp: { port: 9000, url: "ws://192.168.1.20:9000/" },
      home_assistant:
        this.scene === "empty"
          ? { status: "off", message: "", since: null }
          : { status: "connected", message: say.ha, since: ago(40_000) },
      site:
        this.scene === "empty"
          ? {
              ...this.site(),
              contract_va: null,
              grid_w: null,
              apparent_va: null,
              solar_w: null,
              battery_w: null,
              battery_soc: null,
              house_w: null,
              surplus_w: null,
              headroom_va: null,
            }
          : this.site(),
      inputs: this.scene === "empty" ? [] : this.inputs(),
      chargers: this.chargers.map((charger) => ({
        ...charger,
        connectors: charger.connectors.map((c) => ({
          ...c,
          decision: this.decide(c, say, charger),
        })),
      })),
      unknown_tags: this.unknown,
      tags: this.tags,
      learning: null,
      allowed_once: [],
      rules: { ok: true, files: ["home.yaml"], problems: [], running_since: ago(50_000) },
      problems,
    };
  }

  command(body, language) {
    const say = SAY[language];
    const charger = this.chargers.find((c) => c.id === body.charger);
    const c = charger?.connectors.find((one) => one.connector === body.connector);
    const done = () => ({
      ok: true,
      message: say.done.replace("{what}", body.command).replace("{who}", charger?.name ?? body.tag),
    });
    if (body.command === "adopt" && charger) {
      charger.adopted = true;
      charger.name = body.name || charger.id;
      charger.connectors = [connector(charger.id, 1, {})];
      return { ok: true, message: say.adopted };
    }
    if (body.command === "ignore" && charger) {
      charger.ignored = true;
      return done();
    }
    if (body.command === "rename" && charger) {
      charger.name = body.name;
      return done();
    }
    if (["allow_tag", "block_tag", "dismiss_tag"].includes(body.command)) {
      this.unknown = this.unknown.filter((one) => one.tag !== body.tag);
      return done();
    }
    if (charger && !charger.online) return { ok: false, message: say.offline };
    if (c && body.command === "boost") {
      c.by_hand.boost = body.off
        ? null
        : {
            until: body.for ? ahead(body.for === "2 h" ? 7200 : 3600) : null,
            energy_wh: body.energy ? 10_000 : null,
          };
      return done();
    }
    if (c && body.command === "mode") {
      c.by_hand.mode = body.mode;
      return done();
    }
    if (c && body.command === "max_current") {
      c.by_hand.max_current_a = body.amps;
      return done();
    }
    return charger ? done() : { ok: false, message: say.not };
  }
}

function rowAt(i) {
  const start = Date.now() - (i * 1.37 + 0.4) * 86_400_000;
  const hours = 1.5 + ((i * 7) % 11) * 0.6;
  const wh = Math.round(2_100 + ((i * 37) % 23) * 640.5);
  const who = [
    ["04100200", "Alice"],
    ["04A1B2C3", "Bruno"],
    [null, null],
  ][i % 3];
  return {
    id: 411 - i,
    charger: i % 4 === 3 ? "drive" : "garage",
    connector: i % 4 === 3 ? 1 : 1 + (i % 2),
    started: new Date(start).toISOString(),
    ended: new Date(start + hours * 3_600_000).toISOString(),
    tag: who[0],
    person: who[1],
    energy_wh: wh,
    cost_eur: (wh * 0.2068) / 1000,
    charging_s: Math.round(hours * 3600 * 0.72),
    duration_s: Math.round(hours * 3600),
    stop_reason: i % 5 === 4 ? "Local" : "EVDisconnected",
    transactions: 1 + (i % 3),
    open: false,
  };
}

export function sessions(house, query) {
  if (house.scene === "empty") return { sessions: [], total: { count: 0, energy_wh: 0 } };
  const open = house.chargers
    .flatMap((c) => c.connectors)
    .filter((c) => c.session)
    .map((c) => ({
      ...c.session,
      charger: c.charger,
      connector: c.connector,
      ended: null,
      charging_s: Math.round(c.session.duration_s * 0.8),
      stop_reason: null,
      transactions: 1,
      open: true,
    }));
  const rows = [...open, ...Array.from({ length: 60 }, (_, i) => rowAt(i))].filter(
    (row) =>
      (!query.get("from") || Date.parse(row.started) >= Date.parse(query.get("from"))) &&
      (!query.get("to") || Date.parse(row.started) < Date.parse(query.get("to"))) &&
      (!query.get("charger") || row.charger === query.get("charger")) &&
      (!query.get("tag") || row.tag === query.get("tag")),
  );
  return {
    sessions: rows,
    total: {
      count: rows.length,
      energy_wh: rows.reduce((sum, row) => sum + row.energy_wh, 0),
      cost_eur: rows.reduce((sum, row) => sum + (row.cost_eur ?? 0), 0),
    },
  };
}

export function session(house, id) {
  const row = sessions(house, new URLSearchParams()).sessions.find((one) => one.id === id);
  if (!row) return null;
  const start = Date.parse(row.started);
  const points = 120;
  let sum = 0;
  const curve = Array.from({ length: points }, (_, i) => {
    const share = i / (points - 1);
    const asked =
      share < 0.06
        ? 0
        : share < 0.4
          ? 6 + Math.round(share * 20)
          : share < 0.5
            ? 0
            : share < 0.92
              ? 16
              : 6;
    const drawn = asked ? asked - 0.35 + 0.25 * Math.sin(i * 1.7) : 0;
    sum += drawn;
    return {
      at: new Date(start + share * row.duration_s * 1000).toISOString(),
      power_w: drawn * 231,
      current_a: drawn,
      energy_wh: 0,
      asked_a: asked,
      sum,
    };
  });
  for (const point of curve) {
    point.energy_wh = (row.energy_wh * point.sum) / sum;
    delete point.sum;
  }
  const at = (share) => new Date(start + share * row.duration_s * 1000).toISOString();
  return {
    session: { ...row, cost_eur: (row.energy_wh * 0.228) / 1000 },
    portions: ["peak", "off_peak"].map((slot, i) => ({
      day: row.started.slice(0, 10),
      slot,
      energy_wh: row.energy_wh * (i ? 0.6 : 0.4),
      cost_eur: (row.energy_wh * (i ? 0.12 : 0.108)) / 1000,
      unpriced_wh: 0,
    })),
    curve,
    decisions: [
      {
        at: at(0),
        rule: "Sun",
        charge: false,
        current_a: 0,
        why: "0.9 kW of sun to spare, 1.4 kW needed: waits",
      },
      { at: at(0.06), rule: "Sun", charge: true, current_a: 7, why: "1.7 kW of sun to spare: 7 A" },
      {
        at: at(0.4),
        rule: "Red day",
        charge: false,
        current_a: 0,
        why: "Red day, and not off-peak: off",
      },
      {
        at: at(0.5),
        rule: "Night",
        charge: true,
        current_a: 16,
        why: "Off-peak: full power, 16 A by the water heater",
      },
      { at: at(0.92), rule: "Otherwise", charge: true, current_a: 6, why: "Nearly full" },
    ],
  };
}
