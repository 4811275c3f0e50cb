import type en from "./en/rules";
import { catalogue } from "./i18n.svelte";

export type RulesKey = keyof typeof en;
export const r = await catalogue<typeof en>({
  en: () => import("./en/rules"),
  fr: () => import("./fr/rules"),
});
