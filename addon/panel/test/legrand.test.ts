import { expect, test } from "vitest";
import {
  changes,
  type Field,
  fromBase64,
  proposals,
  sections,
  sharedWhy,
  toBase64,
} from "../src/lib/legrand/form";
import { labelOf } from "../src/lib/legrand/label";

function field(id: string, more: Partial<Field> = {}): Field {
  const [group, kind, number] = id.includes(".") ? id.split(".") : ["ocpp", id, "1"];
  return {
    id,
    kind: kind!,
    group: group as Field["group"],
    number: Number(number),
    secret: false,
    filled: true,
    value: "as it is",
    proposed: "as it is",
    ask: false,
    why: "",
    choices: [],
    ...more,
  };
}

const FIELDS = [
  field("access.password.1", { secret: true, value: null, proposed: null }),
  field("server", { value: "ws://old", proposed: "ws://new/" }),
  field("wired.dns.1"),
  field("wired.dns.2"),
  field("wireless.dns.1"),
  field("identity", { value: "", proposed: null, ask: true }),
  field("ocpp.mode.2", { proposed: "activate" }),
];

test("fields come in the order of the work, and empty sections are left out", () => {
  expect(sections(FIELDS).map(({ name, fields }) => [name, fields.length])).toEqual([
    ["address", 2],
    ["sides", 1],
    ["wired", 2],
    ["wireless", 1],
    ["access", 1],
  ]);
});

test("what several fields have to say is said once", () => {
  const said = (...whys: string[]) => sharedWhy(whys.map((why) => field("ocpp.x.1", { why })));
  expect(said("a", "b", "b")).toBe("b");
  expect(said("a", "b")).toBe("");
  expect(said()).toBe("");
});

test("what is proposed is filled in, never a secret and never a guess", () => {
  expect(proposals(FIELDS)).toEqual({ server: "ws://new/", "ocpp.mode.2": "activate" });
});

test("only what differs from the file is sent", () => {
  const typed = {
    server: " ws://old ",
    identity: "garage",
    "access.password.1": "",
    "wired.dns.1": "",
    "nothing.1": "x",
  };
  expect(changes(FIELDS, typed)).toEqual({ identity: "garage", "wired.dns.1": "" });
  expect(changes(FIELDS, { "access.password.1": "new" })).toEqual({ "access.password.1": "new" });
  expect(changes(FIELDS, {})).toEqual({});
});

test("a number stands behind a name only where it tells fields apart", () => {
  const label = (id: string) =>
    labelOf(
      FIELDS.find((one) => one.id === id)!,
      FIELDS,
    );
  expect(label("wired.dns.2")).toBe("DNS 2");
  expect(label("wireless.dns.1")).toBe("DNS");
  expect(label("ocpp.mode.2")).toBe("Side 2");
});

test("a file of any bytes travels as text and comes back", () => {
  const bytes = Uint8Array.from({ length: 100_003 }, (_, at) => (at * 7) % 256);
  expect(Buffer.compare(fromBase64(toBase64(bytes)), bytes)).toBe(0);
});
