import type en from "./en/sessions";
import { catalogue } from "./i18n.svelte";

export type SessionsKey = keyof typeof en;
export const s = await catalogue<typeof en>({
  en: () => import("./en/sessions"),
  fr: () => import("./fr/sessions"),
});
