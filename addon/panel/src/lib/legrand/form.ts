// A charger's configuration file as the page shows it. The file stays in the page's memory only.

export interface Choice {
  value: string;
  label: string;
}

export type Group = "ocpp" | "wired" | "wireless" | "access";

export interface Field {
  id: string;
  kind: string;
  group: Group;
  /** Among the fields of its kind and group, from 1: the side, for "mode". */
  number: number;
  secret: boolean;
  /** Whether the file gives it a value. */
  filled: boolean;
  /** null: hidden. */
  value: string | null;
  proposed: string | null;
  /** Only the person can know what belongs here. */
  ask: boolean;
  why: string;
  choices: Choice[];
}

export interface ReadAnswer {
  fields: Field[];
  /** How many values the file has besides. */
  others: number;
  /** What a charger of Borne needs and the file has no place for, in sentences. */
  lacks: string[];
}

export interface Difference {
  id: string;
  line: number;
  before: string;
  after: string;
  secret: boolean;
}

export type WriteAnswer =
  | {
      ok: true;
      file: string;
      diff: Difference[];
      /** By id, what fits its place and yet would keep the charger from Borne. */
      doubts: Record<string, string>;
    }
  | { ok: false; problems: Record<string, string> };

export interface Section {
  name: "address" | "sides" | "offline" | "wired" | "wireless" | "access";
  fields: Field[];
}

/** Bytes of a file that the server reads. */
export const LARGEST = 512 * 1024;

const SECTIONS: { name: Section["name"]; holds: (field: Field) => boolean }[] = [
  { name: "address", holds: ({ kind }) => kind === "server" || kind === "identity" },
  { name: "sides", holds: ({ kind }) => kind === "mode" },
  { name: "offline", holds: ({ kind }) => kind === "offline" },
  { name: "wired", holds: ({ group }) => group === "wired" },
  { name: "wireless", holds: ({ group }) => group === "wireless" },
  { name: "access", holds: ({ group }) => group === "access" },
];

/** The fields in the order in which a person thinks of them; empty sections are left out. */
export function sections(fields: Field[]): Section[] {
  return SECTIONS.map(({ name, holds }) => {
    const held = fields.filter(holds);
    return { name, fields: name === "sides" ? held.toSorted((a, b) => a.number - b.number) : held };
  }).filter((section) => section.fields.length > 0);
}

/** The reason that several fields of a section give, to be said once; empty if there is none. */
export function sharedWhy(fields: Field[]): string {
  const found = fields.find((one, at) => fields.slice(0, at).some(({ why }) => why === one.why));
  return found?.why ?? "";
}

/** What the page fills in before anybody types. */
export function proposals(fields: Field[]): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap(({ id, secret, value, proposed }) =>
      secret || proposed === null || proposed === value ? [] : [[id, proposed]],
    ),
  );
}

/** What the file is to hold instead of what it holds. A secret that was not typed stays. */
export function changes(fields: Field[], typed: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap(({ id, secret, value }) => {
      const text = typed[id]?.trim();
      const same = text === undefined || text === value || (secret && text === "");
      return same ? [] : [[id, text]];
    }),
  );
}

/** Whether there are more fields of its kind, so that its number tells them apart. */
export function numbered(field: Field, fields: Field[]): boolean {
  return fields.some(
    (one) => one.kind === field.kind && one.group === field.group && one.id !== field.id,
  );
}

export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}
