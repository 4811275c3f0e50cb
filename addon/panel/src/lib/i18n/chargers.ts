import type en from "./en/chargers";
import { catalogue } from "./i18n.svelte";

export type ChargersKey = keyof typeof en;
export const c = await catalogue<typeof en>({
  en: () => import("./en/chargers"),
  fr: () => import("./fr/chargers"),
});
