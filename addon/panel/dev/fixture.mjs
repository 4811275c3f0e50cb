// Serves the built panel with a home that only pretends, for working on the pages.
//   node dev/fixture.mjs [--port 8098] [--prefix /a/b] [--scene busy|calm|empty] [--viewer]
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { parseArgs } from "node:util";
import { WebSocketServer } from "ws";
import { EVIDENCE, QUIRKS } from "./care.mjs";
import { edit } from "./gestures.mjs";
import { decision, decisions } from "./past.mjs";
import { check, graph, House, RULES_TEXT, session, sessions } from "./house.mjs";

const { values: options } = parseArgs({
  options: {
    port: { type: "string", default: "8098" },
    prefix: { type: "string", default: "" },
    scene: { type: "string", default: "busy" },
    viewer: { type: "boolean", default: false },
  },
});
const ROOT = new URL("../../../src/borne/web/static/", import.meta.url).pathname;
const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".json": "application/json",
};
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

const house = new House({ scene: options.scene, admin: !options.viewer });
const files = new Map([["home.yaml", RULES_TEXT]]);
const version = (text) => createHash("sha256").update(text).digest("hex").slice(0, 16);

function json(response, status, body) {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(body));
}

async function bodyOf(request) {
  let text = "";
  for await (const part of request) text += part;
  return JSON.parse(text);
}

async function file(response, path) {
  const name = normalize(path === "/" ? "/index.html" : path);
  try {
    const content = await readFile(join(ROOT, name));
    response.writeHead(200, {
      "Content-Type": TYPES[extname(name)] ?? "application/octet-stream",
      "Content-Security-Policy": POLICY,
      "X-Content-Type-Options": "nosniff",
    });
    response.end(content);
  } catch {
    json(response, 404, { ok: false, message: "There is nothing here." });
  }
}

function csv(rows) {
  const keys = ["id", "charger", "connector", "started", "ended", "tag", "person", "energy_wh"];
  return [keys.join(","), ...rows.map((row) => keys.map((key) => row[key] ?? "").join(","))].join(
    "\n",
  );
}

const KINDS = ["unknown_badge", "new_charger", "car_waits", "boost", "session_ended"]
  .concat(["limit_ignored", "contract_near", "charger_lost", "charger_fault", "problem"])
  .map((kind) => ({ kind, on: true, by_rules: kind === "charger_lost" }));
const notices = { here: true, kinds: KINDS, quiet: "22:00-07:00", phones: ["mobile_app_anna"] };

const controls = {
  here: true,
  wanted: true,
  count: 17,
  full: 19,
  by_broker: false,
  trouble: null,
};

const oldNames = { here: true, known: ["cp1"], taken: 1 };
const oldLines = [
  ["power", "power_active_import", "old", "kW"],
  ["status", "status_connector", "free", null],
  ["voltage", "voltage", "taken", null],
].map(([now, wanted, fate, unit]) => ({
  now: `sensor.garage_${now}`,
  wanted: `sensor.cp1_${wanted}`,
  fate,
  unit,
}));

const GET = {
  "/api/health": (response) => json(response, 200, { status: "ok" }),
  "/api/state": (response, query) => json(response, 200, house.state(languageOf(query))),
  "/api/evidence": (response) => json(response, 200, EVIDENCE),
  "/api/files": (response) => json(response, 200, { files: [], firmware: [] }),
  "/api/replay": (response) => json(response, 200, { recorded: null, running: null }),
  "/api/rules/language": (response) => json(response, 200, { sections: {} }),
  "/api/tls": (response) =>
    json(response, 200, {
      port: 9443,
      own: true,
      until: null,
      names: ["homeassistant.local"],
      root: true,
      failed: [],
    }),
  "/api/quirks": (response) => json(response, 200, { quirks: QUIRKS }),
  "/api/shadow": (response) => json(response, 200, { shadow: null }),
  "/api/controls": (response) => json(response, 200, controls),
  "/api/decisions": (response, query) =>
    json(response, 200, { decisions: decisions(query, languageOf(query)) }),
  "/api/decision": (response, query) =>
    json(response, 200, { decision: decision(query, languageOf(query)) }),
  "/api/absences": (response, query) => {
    const begin = Date.parse(query.get("from")) + 3 * 3_600_000;
    const end = begin + 5_400_000;
    const away = { from: new Date(begin).toISOString(), to: new Date(end).toISOString() };
    json(response, 200, { absences: end < Date.now() ? [away] : [] });
  },
  "/api/old-names": (response) => json(response, 200, oldNames),
  "/api/notices": (response) => json(response, 200, notices),
  "/api/sessions": (response, query) => {
    const list = sessions(house, query);
    if (query.get("format") !== "csv") return json(response, 200, list);
    response.writeHead(200, {
      "Content-Type": "text/csv",
      "Content-Disposition": 'attachment; filename="borne-sessions.csv"',
    });
    response.end(csv(list.sessions));
  },
  "/api/rules": (response, query) =>
    json(response, 200, {
      files: [...files].map(([name, text]) => ({
        name,
        text,
        version: version(text),
        problems: check(text, languageOf(query)),
      })),
      graph: graph(),
      tests: [],
      library: [],
      names: [
        { name: "surplus", kind: "builtin", summary: "W to spare" },
        { name: "battery", kind: "input", summary: "sensor.battery_soc" },
        { name: "off_peak", kind: "condition", summary: "22:30-06:30" },
      ],
    }),
};

const POST = {
  "/api/old-names/preview": (response) =>
    json(response, 200, { ok: true, message: "", running: false, lines: oldLines }),
  "/api/notices": (response, { off, quiet }) => {
    notices.quiet = quiet;
    for (const one of KINDS) one.on = !off.includes(one.kind);
    json(response, 200, notices);
  },
  "/api/notices/test": (response) => json(response, 200, { ok: true, message: "Sent to anna" }),
  "/api/command": (response, body) => json(response, 200, house.command(body, "en")),
  "/api/rules/check": (response, body) =>
    json(response, 200, {
      problems: check(body.text, body.language),
      others: [],
      graph: graph(),
      names: [],
      tests: [],
    }),
  "/api/messages": (response) => json(response, 200, { messages: [], more: false, newest: 0 }),
  "/api/rules/edit": (response, body) => json(response, 200, edit(body)),
  "/api/rules/save": (response, body) => {
    const now = files.get(body.name) ?? "";
    if (version(now) !== body.version) {
      return json(response, 409, { ok: false, conflict: { text: now, version: version(now) } });
    }
    const problems = check(body.text, body.language);
    if (problems.some((one) => one.severity === "error")) {
      return json(response, 200, { ok: false, problems });
    }
    files.set(body.name, body.text);
    json(response, 200, { ok: true, version: version(body.text) });
  },
  // Only here: another hand changes the file, so that the conflict can be looked at.
  "/dev/touch": (response) => {
    files.set("home.yaml", `${files.get("home.yaml")}# changed elsewhere\n`);
    json(response, 200, { ok: true });
  },
};

function languageOf(query) {
  return query.get("language") === "fr" ? "fr" : "en";
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://localhost");
  if (!url.pathname.startsWith(`${options.prefix}/`)) {
    return json(response, 404, { ok: false, message: "Outside the prefix." });
  }
  const path = url.pathname.slice(options.prefix.length);
  const one = /^\/api\/sessions\/(\d+)$/.exec(path);
  if (one) {
    const found = session(house, Number(one[1]));
    return found
      ? json(response, 200, found)
      : json(response, 404, { ok: false, message: "There is no such session." });
  }
  if (request.method === "POST" && POST[path]) {
    if (request.headers["x-borne"] !== "1")
      return json(response, 403, { ok: false, message: "No." });
    return POST[path](response, await bodyOf(request));
  }
  if (GET[path]) return GET[path](response, url.searchParams);
  return file(response, path);
});

const sockets = new WebSocketServer({ server, path: `${options.prefix}/api/live` });
sockets.on("connection", (socket) => {
  let language = "en";
  let greeted = false;
  const send = (message) => socket.send(JSON.stringify(message));
  const tick = setInterval(() => {
    if (!greeted) return;
    const { time, site, inputs, chargers, unknown_tags, tags } = house.state(language);
    send({
      type: "changed",
      time,
      site,
      inputs,
      chargers: Object.fromEntries(chargers.map((charger) => [charger.id, charger])),
      unknown_tags,
      tags,
    });
  }, 1000);
  socket.on("close", () => clearInterval(tick));
  socket.on("message", (data) => {
    const message = JSON.parse(data);
    if (message.type === "hello") {
      language = message.language === "fr" ? "fr" : "en";
      greeted = true;
      send({ type: "state", state: house.state(language) });
    } else if (message.type === "ping") {
      send({ type: "pong", time: new Date().toISOString() });
    } else if (message.type === "command") {
      setTimeout(() => {
        const result = house.command(message.body, language);
        house.step();
        send({ type: "result", id: message.id, ...result });
      }, 350);
    }
  });
});

house.step();
setInterval(() => house.step(), 1000);
server.listen(Number(options.port), "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${server.address().port}${options.prefix}/`);
});
