const STORED = "borne.unfolded";

/** The sections that are open on a phone, as this browser remembers them. */
export function unfolded(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(STORED) ?? "[]");
    return Array.isArray(kept) ? kept.filter((name) => typeof name === "string") : [];
  } catch {
    return []; // No storage, or not what was put there.
  }
}

export function remember(name: string, open: boolean): void {
  const others = unfolded().filter((one) => one !== name);
  try {
    localStorage.setItem(STORED, JSON.stringify(open ? [...others, name] : others));
  } catch {
    // A browser may forbid storage; the choice then lasts as long as the page.
  }
}
