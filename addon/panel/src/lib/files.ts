// The files between Borne and its chargers.
import type { Charger, Language, Reported, Transfer } from "./api";
import { declared, words } from "./evidence";

export interface FirmwareFile {
  name: string;
  bytes: number;
  at: string;
}

export interface ReceivedFile {
  id: string;
  charger: string;
  kind: "diagnostics" | "log";
  name: string;
  bytes: number;
  at: string;
}

export interface FilesAnswer {
  files: ReceivedFile[];
  firmware: FirmwareFile[];
}

/** What a charger has sent; in the names of files its identity has no slash and no tilde. */
export function sentBy(charger: Charger, files: ReceivedFile[]): ReceivedFile[] {
  const name = charger.id.replace(/[/~]/g, "_");
  return files.filter((one) => one.charger === name);
}

/** The protocols for files of a charger that says it cannot fetch what Borne offers; else none. */
export function otherProtocols(charger: Charger): string[] {
  const spoken = words(declared(charger, "SupportedFileTransferProtocols")).map((word) =>
    word.toUpperCase(),
  );
  return spoken.some((word) => word === "HTTP" || word === "HTTPS") ? [] : spoken;
}

export type Stage = "waiting" | "moving" | "working" | "done" | "failed";

const MOVING = ["Downloading", "DownloadPaused", "Uploading"];
const WORKING = [
  "Downloaded",
  "SignatureVerified",
  "InstallScheduled",
  "Installing",
  "InstallRebooting",
];
const DONE = ["Installed", "Uploaded"];

export interface Progress {
  stage: Stage;
  /** The charger's own word for it. */
  status: string | null;
  at: string;
  transfer: Transfer | null;
  /** Of the file that is on its way, from 0 to 1; null: not known. */
  share: number | null;
}

/** How a file gets on: what the charger says of it, and what Borne sees of it, the newer first. */
export function progress(reported: Reported | null, transfer: Transfer | null): Progress | null {
  const said = reported && reported.status !== "Idle" ? reported : null;
  if (!said && !transfer) return null;
  const newer = transfer && (!said || Date.parse(transfer.at) > Date.parse(said.at));
  const stage = newer && transfer ? seen(transfer, said) : told(said?.status ?? "");
  const share =
    stage === "moving" && transfer?.total_bytes ? transfer.bytes / transfer.total_bytes : null;
  const at = newer && transfer ? transfer.at : (said?.at ?? "");
  return { stage, status: said?.status ?? null, at, transfer, share };
}

function seen(transfer: Transfer, said: Reported | null): Stage {
  if (transfer.problem) return "failed";
  if (!transfer.finished) return "moving";
  // Whole on its way to the charger, it is still to be installed.
  return transfer.kind === "firmware" && told(said?.status ?? "") !== "done" ? "working" : "done";
}

function told(status: string): Stage {
  if (MOVING.includes(status)) return "moving";
  if (WORKING.includes(status)) return "working";
  if (DONE.includes(status)) return "done";
  if (status === "DownloadScheduled") return "waiting";
  return "failed";
}

export function transferOf(charger: Charger, kind: Transfer["kind"]): Transfer | null {
  return charger.transfers.find((one) => one.kind === kind) ?? null;
}

/** "1.4 MB", in steps of a thousand as disks count. */
export function size(language: Language, bytes: number): string {
  const [value, unit, digits] =
    bytes < 1e3
      ? ([bytes, "byte", 0] as const)
      : bytes < 1e6
        ? ([bytes / 1e3, "kilobyte", 0] as const)
        : ([bytes / 1e6, "megabyte", 1] as const);
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: digits,
  }).format(value);
}
