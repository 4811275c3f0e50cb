export type Page = "home" | "sessions" | "rules";

export interface Route {
  page: Page;
  /** The session that is open. */
  id: number | null;
  query: URLSearchParams;
}

/** `#/sessions/12?lang=fr` as a route; what is not known leads home. */
export function parseHash(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#/, "").split("?", 2);
  const [page = "", id = ""] = path.split("/").filter(Boolean);
  return {
    page: page === "sessions" || page === "rules" ? page : "home",
    id: page === "sessions" && /^\d+$/.test(id) ? Number(id) : null,
    query: new URLSearchParams(query),
  };
}
