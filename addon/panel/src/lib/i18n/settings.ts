import type en from "./en/settings";
import { catalogue } from "./i18n.svelte";

export const s = await catalogue<typeof en>({
  en: () => import("./en/settings"),
  fr: () => import("./fr/settings"),
});
