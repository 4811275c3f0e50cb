/** A text not yet saved, and the version of the file that it began from. */
export interface Draft {
  text: string;
  version: string;
}

const STORED = "borne.drafts";

/** The drafts of this browser tab, so that a reload loses nothing that was typed. */
export function readDrafts(): Record<string, Draft> {
  try {
    return JSON.parse(sessionStorage.getItem(STORED) ?? "{}") as Record<string, Draft>;
  } catch {
    return {};
  }
}

export function keepDrafts(drafts: Record<string, Draft>): void {
  try {
    sessionStorage.setItem(STORED, JSON.stringify(drafts));
  } catch {
    // Storage full or forbidden: the drafts then live as long as the page.
  }
}
