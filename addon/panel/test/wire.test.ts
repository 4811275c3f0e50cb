import { expect, test } from "vitest";
import { asked, gist, lines, NO_FILTERS, type WireMessage } from "../src/lib/wire";

function message(more: Partial<WireMessage> = {}): WireMessage {
  return {
    number: 1,
    at: "2026-06-07T12:00:00.000+02:00",
    charger: "garage",
    direction: "in",
    kind: "call",
    action: "Heartbeat",
    id: "1",
    payload: {},
    code: null,
    words: null,
    text: null,
    size: 20,
    remarks: [],
    ...more,
  };
}

test("only what was chosen is asked for", () => {
  expect(asked(NO_FILTERS)).toEqual({});
  expect(asked({ ...NO_FILTERS, text: "  a ", remarked: true, direction: "out" })).toEqual({
    text: "a",
    remarked: "1",
    direction: "out",
  });
});

test("one line tells what matters of a frame", () => {
  const status = { connectorId: 1, errorCode: "NoError", status: "Charging" };
  expect(gist(message({ payload: status }))).toBe("#1 · errorCode NoError · status Charging");
  const sampledValue = [
    { measurand: "Current.Import", phase: "L1", value: "16", unit: "A" },
    { value: "12000" },
  ];
  const metered = { connectorId: 2, meterValue: [{ timestamp: "", sampledValue }] };
  expect(gist(message({ action: "MeterValues", payload: metered }))).toBe(
    "#2 · Current L1 16 A · Energy.Register 12000",
  );
  const refused = message({ kind: "error", code: "NotSupported", words: "no" });
  expect(gist(refused)).toBe("NotSupported: no");
});

test.each([null, 3, [1], { meterValue: 3 }, { meterValue: [null, { sampledValue: [4] }] }])(
  "a payload of any shape has a line: %j",
  (payload) => {
    for (const action of ["MeterValues", "SetChargingProfile", "Other"]) {
      expect(typeof gist(message({ action, payload }))).toBe("string");
    }
  },
);

test("the lines of repaired fields are marked", () => {
  const remarks = [{ severity: "warning" as const, field: "meterValue[0].unit", text: "" }];
  const payload = { unit: "Celcius", value: "1" };
  const marked = lines(message({ payload, remarks })).filter((line) => line.marked);
  expect(marked.map((line) => line.text.trim())).toEqual(['"unit": "Celcius",']);
});

test("what nobody sees is shown by its number", () => {
  const payload = { info: "a\u202eb\u200b", "k\u0000": "\u{e0041}" };
  expect(gist(message({ payload }))).toBe("info a\\u202eb\\u200b · k\\u0000 \\udb40\\udc41");
  expect(lines(message({ payload })).map((line) => line.text)[1]).toBe(
    '  "info": "a\\u202eb\\u200b",',
  );
  expect(gist(message({ kind: "unreadable", text: "\u001b[31m" }))).toBe("\\u001b[31m");
});
