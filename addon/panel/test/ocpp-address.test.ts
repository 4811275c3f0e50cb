import { expect, test } from "vitest";
import { addressAt } from "../src/lib/ocpp-address";

const ocpp = { port: 9000, url: "" };

test.each(["homeassistant.local", "ha", "192.168.1.2", "10.0.0.3", "172.20.1.1", "box.fritz.box"])(
  "a charger at home finds %s",
  (host) => expect(addressAt(host, ocpp)).toBe(`ws://${host}:9000/`),
);

test.each(["abc.ui.nabu.casa", "localhost", "127.0.0.1", "100.101.1.2", "172.33.1.1", "[::1]"])(
  "%s leads nowhere from a charger",
  (host) => expect(addressAt(host, ocpp)).toBeNull(),
);

test("what the owner set is taken as it is", () =>
  expect(addressAt("localhost", { port: 9000, url: "wss://ocpp.example/" })).toBe(
    "wss://ocpp.example/",
  ));
