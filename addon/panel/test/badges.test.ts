import { expect, test } from "vitest";
import type { Tag } from "../src/lib/api";
import {
  decoded,
  fieldsOf,
  fits,
  restoreCommand,
  setCommand,
  sorted,
  values,
} from "../src/lib/badges";

function tag(more: Partial<Tag> = {}): Tag {
  return {
    tag: "04A1B2",
    name: "Zoé's key",
    person: "Zoé",
    group: null,
    vehicle: null,
    expires: null,
    expired: false,
    at_once: null,
    blocked: false,
    last_seen: null,
    last_charger: null,
    last_connector: null,
    last_answer: null,
    ...more,
  };
}

test("a badge is found by any of its words, without accents", () => {
  expect(fits(tag(), "zoe 04a1")).toBe(true);
  expect(fits(tag(), "")).toBe(true);
  expect(fits(tag(), "bob")).toBe(false);
});

test("badges come by name, numbers in their order, those without a name last", () => {
  const tags = [tag({ tag: "1", name: null }), tag({ name: "Guest 10" }), tag({ name: "Guest 9" })];
  expect(sorted(tags, "fr").map((one) => one.name)).toEqual(["Guest 9", "Guest 10", null]);
});

test("what the form empties is taken away", () => {
  const fields = { ...fieldsOf(tag({ expires: "2026-12-31", at_once: 2 })), expires: "" };
  expect(setCommand(fields)).toMatchObject({
    command: "set_tag",
    tag: "04A1B2",
    expires: "",
    at_once: "2",
  });
});

test("a forgotten badge comes back blocked if it was", () => {
  expect(restoreCommand(tag({ blocked: true })).blocked).toBe(true);
});

test("values for completion are each there once", () => {
  expect(values([tag(), tag(), tag({ person: "Anna" })], "person")).toEqual(["Anna", "Zoé"]);
});

test("a spreadsheet's file is read whatever it was written in", () => {
  expect(decoded(new TextEncoder().encode("Zoé"))).toBe("Zoé");
  expect(decoded(new Uint8Array([0x5a, 0x6f, 0xe9]))).toBe("Zoé");
  expect(decoded(new Uint8Array([0xff, 0xfe, 0x5a, 0, 0x6f, 0, 0xe9, 0]))).toBe("Zoé");
});
