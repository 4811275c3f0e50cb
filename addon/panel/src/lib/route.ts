import { isPage, type Page } from "./pages";

export type { Page };

export interface Route {
  page: Page;
  /** The session that is open. */
  id: number | null;
  /** What follows the page, decoded: the identity of a charger. */
  name: string | null;
  query: URLSearchParams;
}

/** `#/sessions/12?lang=fr` as a route; what is not known leads home. */
export function parseHash(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#/, "").split("?", 2);
  const [page = "", name = ""] = path.split("/").filter(Boolean);
  return {
    page: isPage(page) ? page : "home",
    id: page === "sessions" && /^\d+$/.test(name) ? Number(name) : null,
    name: name ? decoded(name) : null,
    query: new URLSearchParams(query),
  };
}

/** The time line of a connector, on a day: today without one. */
export function decisionsOf(id: string, day?: string): string {
  return `#/decisions/${encodeURIComponent(id)}${day ? `?day=${day}` : ""}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
