export interface NoticeKind {
  kind: string;
  on: boolean;
  /** `events:` of the rules tells it instead. */
  by_rules: boolean;
}

/** What Borne tells by itself, as `api/notices` says. */
export type Told =
  | { here: false }
  | { here: true; kinds: NoticeKind[]; quiet: string | null; phones: string[] | null };

export interface Quiet {
  from: string;
  to: string;
}

export const USUAL: Quiet = { from: "22:00", to: "07:00" };

/** "22:00-07:00" as its two ends. */
export function quietOf(window: string | null): Quiet | null {
  const [from, to] = (window ?? "").split(/[-–]/).map((end) => end.trim().padStart(5, "0"));
  return from && to ? { from, to } : null;
}

/** The two ends as a window; null while one of them is missing or they are the same. */
export function windowOf({ from, to }: Quiet): string | null {
  return from && to && from !== to ? `${from}-${to}` : null;
}
