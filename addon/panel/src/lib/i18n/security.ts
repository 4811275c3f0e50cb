import type en from "./en/security";
import { catalogue } from "./i18n.svelte";

export type SecurityKey = keyof typeof en;
export const s = await catalogue<typeof en>({
  en: () => import("./en/security"),
  fr: () => import("./fr/security"),
});
