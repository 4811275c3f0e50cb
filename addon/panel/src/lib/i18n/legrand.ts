import type en from "./en/legrand";
import { catalogue } from "./i18n.svelte";

export type LegrandKey = keyof typeof en;
export const w = await catalogue<typeof en>({
  en: () => import("./en/legrand"),
  fr: () => import("./fr/legrand"),
});
