/** How the integration's names stand, as `api/old-names` says. */
export type Standing =
  | { here: false }
  | { here: true; known: string[] | null; taken: number; ok?: boolean; message?: string };

export interface Line {
  now: string;
  wanted: string;
  fate: "free" | "old" | "taken" | "same";
  unit: string | null;
}

export interface Preview {
  ok: boolean;
  message: string;
  /** The integration must be switched off first. */
  running: boolean;
  lines: Line[];
}

/** How many names would change. */
export function changes(lines: readonly Line[]): number {
  return lines.filter((line) => line.fate === "free" || line.fate === "old").length;
}

/** What an entity id can begin with. */
export function isName(text: string): boolean {
  return /^[a-z0-9_]{1,64}$/.test(text);
}
