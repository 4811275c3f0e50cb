// What is known of a charger's ways, files and lists in the fixture's home.

const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();

const pace = (seconds, more = {}) => ({
  seconds,
  usual_s: seconds,
  silence_s: null,
  changed: null,
  fixed: false,
  ...more,
});

/** The parts of a charger that its own page shows. */
export function care() {
  return {
    quirks: [
      {
        name: "legrand-floor",
        title: "Never less than 7 A",
        on: true,
        why: "Below 6 A its power board fails and restarts: it is never told less than 7 A, but for a pause.",
        evidence: "BootNotification: vendor Legrand, model 059005, firmware 18.10",
        source: "a public description of its serial protocol",
        hint: null,
        by_hand: false,
      },
      {
        name: "slow-to-follow",
        title: "Slow to follow",
        on: false,
        why: "It needs 20 s until a limit shows.",
        evidence: "It may fit any make",
        source: "OCPP 1.6 sets no time",
        hint: "`follows_in` says it to the second.",
        by_hand: true,
      },
    ],
    security: {
      required: 1,
      used: 2,
      offered: 3,
      tls: true,
      protocol: "1.6",
      password: { made: ago(864_000), seen: ago(3_600) },
      awaited: [ago(600)],
      certificate: { until: ago(-31_536_000) },
      refusals: { count: 4, at: ago(7_200), why: "wrong_password", remote: "192.168.1.77" },
    },
    firmware_status: { status: "Installed", at: ago(86_400) },
    diagnostics_status: { status: "Uploading", at: ago(20) },
    log_status: null,
    security_events: [
      { type: "FailedToAuthenticateAtCentralSystem", at: ago(7_200), info: null, count: 3 },
      { type: "StartupOfTheDevice", at: ago(90_000), info: "Firmware 18.12", count: 1 },
    ],
    transfers: [
      {
        kind: "firmware",
        name: "legrand-18.12.bin",
        bytes: 4_194_304,
        total_bytes: 4_194_304,
        at: ago(86_500),
        finished: true,
        file: null,
        problem: null,
      },
      {
        kind: "diagnostics",
        name: "garage-diagnostics.zip",
        bytes: 410_000,
        total_bytes: 900_000,
        at: ago(20),
        finished: false,
        file: null,
        problem: null,
      },
    ],
    reservations: [{ id: 7, connector: 1, tag: "04A2B3C4", until: ago(-3_000) }],
    strict: false,
    offline_access: "known",
    local_list: {
      state: "in_step",
      version: 4,
      entries: 2,
      wanted: 2,
      most: 100,
      status: null,
      due: null,
      sent: ago(7_200),
      writes_today: 1,
    },
    rhythm: {
      ping: pace(30, { silence_s: 55, changed: ago(50_000) }),
      heartbeat: pace(60),
      drops: 3,
      pattern_s: 60,
      last_drop: ago(50_000),
    },
  };
}

/** `api/evidence`: what was seen of it. */
export const EVIDENCE = {
  connections: [{ start: ago(50_000), end: null, reason: null, remote: "192.168.1.41" }],
  repairs: [{ action: "MeterValues", field: "meterValue.sampledValue.phase.N", count: 353 }],
  changes: [
    {
      at: ago(90_000),
      key: "MeterValueSampleInterval",
      before: "60",
      after: "10",
      status: "Accepted",
      wished: false,
    },
    {
      at: ago(4_000),
      key: "HeartbeatInterval",
      before: "900",
      after: "60",
      status: "RebootRequired",
      wished: true,
    },
    {
      at: ago(900),
      key: "LightIntensity",
      before: "80",
      after: "20",
      status: null,
      wished: false,
    },
  ],
  waits: { HeartbeatInterval: "60" },
  profiles: [
    {
      purpose: "TxProfile",
      stack_level: 1,
      unit: "A",
      at: ago(31),
      status: "Accepted",
      count: 48,
    },
  ],
  measurands: [
    {
      name: "Current.Import",
      units: ["A"],
      phases: ["N"],
      last: "10.6",
      at: ago(2),
      count: 200,
    },
  ],
  messages: { BootNotification: 1, Heartbeat: 12, MeterValues: 180, StatusNotification: 6 },
};

/** `api/quirks`: all that chargers are known to do in their own way. */
export const QUIRKS = [
  {
    name: "necharge-steps",
    title: "Five currents only",
    why: "It gives 6, 8, 10, 13 or 16 A, and rounds down.",
    hint: null,
    source: "evcc-io/evcc ocpp-necharge.yaml",
    by_hand: false,
  },
];
