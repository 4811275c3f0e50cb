import { describe, expect, it } from "vitest";
import { asPem, sameSerial } from "../src/lib/certificates";

const bytes = (text: string) => new TextEncoder().encode(text);

describe("a certificate from a file", () => {
  it("is taken as it is where it is PEM, without what stands before it", () => {
    const pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    expect(asPem(bytes(`Bag Attributes\n${pem}`))).toBe(pem);
  });

  it("is written as PEM where it is DER", () => {
    const der = new Uint8Array([0x30, 0x82, ...new Array<number>(60).fill(255)]);
    const lines = asPem(der)?.split("\n") ?? [];
    expect(lines[0]).toBe("-----BEGIN CERTIFICATE-----");
    expect(lines.slice(1, -2).every((line) => line.length <= 64)).toBe(true);
    expect(atob(lines.slice(1, -2).join(""))).toHaveLength(62);
  });

  it("is none where the file is something else", () => {
    expect(asPem(bytes("hello"))).toBeNull();
    expect(asPem(new Uint8Array())).toBeNull();
  });
});

it("knows a serial number again however it is written", () => {
  expect(sameSerial("005C", "5c")).toBe(true);
  expect(sameSerial("0x5c", "5c")).toBe(true);
  expect(sameSerial("5c", null)).toBe(false);
  expect(sameSerial("5d", "5c")).toBe(false);
});
