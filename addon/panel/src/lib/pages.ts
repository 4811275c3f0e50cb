import type { IconName } from "../components/Icon.svelte";

export interface PageEntry {
  page: string;
  icon: IconName;
  /** Only administrators find it in the navigation. */
  admin?: boolean;
}

/** The pages in the order of the navigation; the first ones stay in sight on a phone. */
export const PAGES = [
  { page: "home", icon: "home" },
  { page: "sessions", icon: "list" },
  { page: "rules", icon: "rules" },
  { page: "badges", icon: "badge" },
  { page: "decisions", icon: "history" },
  { page: "chargers", icon: "charger", admin: true },
  { page: "messages", icon: "messages", admin: true },
  { page: "legrand", icon: "file", admin: true },
  { page: "settings", icon: "wrench", admin: true },
] as const satisfies readonly PageEntry[];

export type Page = (typeof PAGES)[number]["page"];

export const IN_SIGHT = 4;

export function isPage(name: string): name is Page {
  return PAGES.some((one) => one.page === name);
}
