import type en from "./en/badges";
import { catalogue } from "./i18n.svelte";

export type BadgesKey = keyof typeof en;
export const b = await catalogue<typeof en>({
  en: () => import("./en/badges"),
  fr: () => import("./fr/badges"),
});
