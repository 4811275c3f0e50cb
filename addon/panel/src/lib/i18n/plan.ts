import type en from "./en/plan";
import { catalogue } from "./i18n.svelte";

export const p = await catalogue<typeof en>({
  en: () => import("./en/plan"),
  fr: () => import("./fr/plan"),
});
