import type { Tag } from "./api";

export function calledOf(tag: Tag): string {
  return tag.name ?? tag.tag;
}

/** What a person may type to find a badge: any part of any of its words, whatever the accents. */
export function fits(tag: Tag, text: string): boolean {
  const words = plainText([tag.tag, tag.name, tag.person, tag.group, tag.vehicle].join(" "));
  return plainText(text)
    .split(/\s+/)
    .every((part) => words.includes(part));
}

function plainText(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

/** By name; those without one come last. */
export function sorted(tags: Tag[], language: string): Tag[] {
  const order = new Intl.Collator(language, { numeric: true }).compare;
  return tags.toSorted(
    (one, other) =>
      Number(one.name === null) - Number(other.name === null) ||
      order(calledOf(one), calledOf(other)),
  );
}

export interface BadgeFields {
  tag: string;
  name: string;
  person: string;
  group: string;
  vehicle: string;
  expires: string;
  at_once: string;
}

export function fieldsOf(tag: Tag | null): BadgeFields {
  return {
    tag: tag?.tag ?? "",
    name: tag?.name ?? "",
    person: tag?.person ?? "",
    group: tag?.group ?? "",
    vehicle: tag?.vehicle ?? "",
    expires: tag?.expires ?? "",
    at_once: tag?.at_once?.toString() ?? "",
  };
}

/** The command that makes a badge what the form says; what is empty is taken away. */
export function setCommand(fields: BadgeFields): { command: "set_tag"; [key: string]: string } {
  const said = Object.entries(fields).map(([name, value]) => [name, String(value ?? "").trim()]);
  return { command: "set_tag", ...Object.fromEntries(said) };
}

/** The command that brings a forgotten badge back. */
export function restoreCommand(tag: Tag): { command: "set_tag"; [key: string]: string | boolean } {
  return { ...setCommand(fieldsOf(tag)), blocked: tag.blocked };
}

/** Every value that a field has somewhere, for completion. */
export function values(tags: Tag[], field: "person" | "group" | "vehicle"): string[] {
  return [...new Set(tags.flatMap((tag) => tag[field] ?? []))].sort();
}

/** The text of a file: UTF-8, or what a spreadsheet on a Windows of Western Europe writes. */
export function decoded(bytes: ArrayBuffer | Uint8Array<ArrayBuffer>): string {
  const [first, second] = new Uint8Array(bytes);
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

export interface ImportAnswer {
  ok: boolean;
  counts: { new: number; changed: number; same: number };
  changes: {
    line: number;
    tag: string;
    name: string | null;
    kind: "new" | "changed";
    fields: Record<string, { before: FieldValue; after: FieldValue }>;
  }[];
  problems: { line: number; message: string }[];
  applied?: boolean;
  message?: string;
}

export type FieldValue = string | number | boolean | null;
