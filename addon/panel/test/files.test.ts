import { expect, test } from "vitest";
import type { Transfer } from "../src/lib/api";
import { otherProtocols, progress, sentBy, size } from "../src/lib/files";
import { charger } from "./samples";

const at = (minute: number) => `2026-06-07T12:${String(minute).padStart(2, "0")}:00+02:00`;
const told = (status: string, minute = 0) => ({ status, at: at(minute) });
const transfer = (more: Partial<Transfer> = {}): Transfer => ({
  kind: "firmware",
  name: "a.bin",
  bytes: 50,
  total_bytes: 200,
  at: at(1),
  finished: false,
  file: null,
  problem: null,
  ...more,
});

test("an update goes from its first byte to installed", () => {
  const stages = [
    progress(null, null)?.stage,
    progress(told("DownloadScheduled"), null)?.stage,
    progress(told("Downloading"), transfer())?.stage,
    progress(told("Downloading"), transfer({ finished: true }))?.stage,
    progress(told("Downloaded", 2), transfer({ finished: true }))?.stage,
    progress(told("Installing", 3), transfer({ finished: true }))?.stage,
    progress(told("Installed", 4), transfer({ finished: true }))?.stage,
  ];
  expect(stages).toEqual([undefined, "waiting", "moving", "working", "working", "working", "done"]);
});

test("how much has gone is told while it goes, where the size is known", () => {
  expect(progress(told("Downloading"), transfer())?.share).toBe(0.25);
  expect(progress(told("Downloading"), transfer({ total_bytes: null }))?.share).toBeNull();
  expect(progress(told("Downloaded", 2), transfer())?.share).toBeNull();
});

test("the newer of what Borne and the charger say counts", () => {
  const cut = transfer({ problem: "interrupted" });
  expect(progress(told("Downloading"), cut)?.stage).toBe("failed");
  expect(progress(told("Downloading", 2), cut)?.stage).toBe("moving");
  expect(progress(told("DownloadFailed", 2), transfer())?.stage).toBe("failed");
  expect(progress(told("Idle", 2), null)).toBeNull();
});

test("diagnostics are there when they have been received whole", () => {
  const whole = transfer({ kind: "diagnostics", finished: true, file: "1" });
  expect(progress(told("Uploading"), whole)?.stage).toBe("done");
  expect(progress(null, whole)?.stage).toBe("done");
});

test("a charger that speaks FTP alone is known by what it says", () => {
  const says = (value: string | null) =>
    charger("garage", {
      configuration: [{ key: "SupportedFileTransferProtocols", value, readonly: true }],
    });
  expect(otherProtocols(says("ftp,FTPS"))).toEqual(["FTP", "FTPS"]);
  expect(otherProtocols(says("FTP, HTTP"))).toEqual([]);
  expect(otherProtocols(says(null))).toEqual([]);
  expect(otherProtocols(charger())).toEqual([]);
});

test("files are found whatever the identity of their charger", () => {
  const file = { id: "1", kind: "log", name: "a", bytes: 1, at: at(0) } as const;
  const files = [
    { ...file, charger: "a_b_c" },
    { ...file, charger: "garage" },
  ];
  expect(sentBy(charger("a/b~c"), files)).toEqual([files[0]]);
});

test.each([
  [20_400, "20 ko"],
  [1_450_000, "1,5 Mo"],
])("%d bytes are read as %s", (bytes, text) => {
  expect(size("fr", bytes).replace(/\s/g, " ")).toBe(text);
});
