import { tl } from "../../lib/i18n/decisions";

/** The word for a mode. */
export function moded(mode: string): string {
  const key = `mode.${mode}`;
  return tl.has(key) ? tl(key) : mode;
}
