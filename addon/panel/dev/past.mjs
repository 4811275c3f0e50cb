// The decisions of the fixture's days: a night of cheap hours, a morning without a car, a day of sun.

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const SAY = {
  en: {
    gone: "No car is plugged in",
    night: "Off-peak hours: full power, 16 A by the water heater",
    wait: (kw) => `Waiting for the sun: ${kw} kW to spare, 1.4 kW are needed`,
    sun: (kw, a) => `${a} A: ${kw} kW of sun to spare`,
    red: "Waiting for off-peak at 22:30: red day",
    boost: "Boost asked for by hand: as much as the house allows",
    sunset: "Off-peak begins: full power",
    read: "surplus is above 1.4 kW",
    contract: "9 kVA contract: 6.1 kVA are free",
  },
  fr: {
    gone: "Aucune voiture n’est branchée",
    night: "Heures creuses : pleine puissance, 16 A à cause du chauffe-eau",
    wait: (kw) => `En attente du soleil : ${kw} kW disponibles, il en faut 1,4`,
    sun: (kw, a) => `${a} A : ${kw} kW de soleil disponibles`,
    red: "En attente des heures creuses à 22:30 : jour rouge",
    boost: "Boost demandé à la main : autant que la maison le permet",
    sunset: "Début des heures creuses : pleine puissance",
    read: "surplus dépasse 1,4 kW",
    contract: "Abonnement 9 kVA : 6,1 kVA sont libres",
  },
};

function line(at, connector, rule, mode, current, why, more = {}) {
  return {
    at: new Date(at).toISOString(),
    charger: "garage",
    connector,
    session: mode === "wait" ? null : 412,
    rule,
    mode,
    charge: current > 0,
    current_a: current,
    phases: 1,
    why,
    next: null,
    next_why: null,
    ...more,
  };
}

/** One day of one connector, from midnight UTC on. */
function dayOf(midnight, connector, say) {
  const found = [line(midnight + 30 * MINUTE, connector, "Night", "max", 16, say.night)];
  const at = (hours) => midnight + hours * 60 * MINUTE;
  found.push(line(at(6.5), connector, null, "wait", 0, say.gone));
  const evening = { next: new Date(at(22.5)).toISOString(), next_why: say.sunset };
  found.push(line(at(9.2), connector, "Sun", "surplus", 0, say.wait("0.8"), evening));
  let last = 0;
  for (let minute = 0; minute < 7 * 60; minute += 3) {
    const height = Math.sin((minute / (7 * 60)) * Math.PI);
    const cloud = 3 * Math.sin(minute / 11 + connector) + 2 * Math.sin(minute / 5);
    const wanted = Math.round(4 + 16 * height + cloud);
    const amps = wanted < 6 ? 0 : wanted;
    if (amps === last) continue;
    last = amps;
    const kw = ((wanted * 231) / 1000).toFixed(1);
    const why = amps ? say.sun(kw, amps) : say.wait(kw);
    found.push(line(at(10) + minute * MINUTE, connector, "Sun", "surplus", amps, why, evening));
  }
  if (connector === 1) found.push(line(at(17.5), connector, "Boost", "max", 32, say.boost));
  found.push(line(at(18.6), connector, "Red day", "off", 0, say.red, evening));
  found.push(line(at(22.5), connector, "Night", "max", 16, say.night));
  return found;
}

function all(connector, language) {
  const today = Math.floor(Date.now() / DAY) * DAY;
  const days = Array.from({ length: 31 }, (_, i) => today - (30 - i) * DAY);
  return days
    .flatMap((midnight) => dayOf(midnight, connector, SAY[language]))
    .filter((one) => Date.parse(one.at) <= Date.now());
}

/** `api/decisions`: newest first, at most 500. */
export function decisions(query, language) {
  if (query.get("charger") !== "garage") return [];
  return all(Number(query.get("connector")), language)
    .filter(
      (one) =>
        Date.parse(one.at) >= Date.parse(query.get("from")) &&
        Date.parse(one.at) < Date.parse(query.get("to")),
    )
    .reverse()
    .slice(0, 500);
}

/** `api/decision`: the one that held then. */
export function decision(query, language) {
  if (query.get("charger") !== "garage") return null;
  const at = Date.parse(query.get("at") ?? new Date().toISOString());
  const found = all(Number(query.get("connector")), language).findLast(
    (one) => Date.parse(one.at) <= at,
  );
  if (!found) return null;
  const say = SAY[language];
  const rules = ["Boost", "Red day", "Night", "Sun"];
  const place = rules.indexOf(found.rule);
  return {
    ...found,
    trace: rules.map((name, i) => ({
      kind: "rule",
      name,
      result: i < place ? "no" : i === place ? "applies" : "not_reached",
      why: i === place ? found.why : "",
      names: i === place ? [{ name: "surplus", value: "2.4 kW", age_s: 1.4 }] : [],
    })),
    limits: [{ name: "contract", amps: 26, binding: found.current_a === 26, why: say.contract }],
  };
}
