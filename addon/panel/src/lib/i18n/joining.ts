import type en from "./en/joining";
import { catalogue } from "./i18n.svelte";

export const j = await catalogue<typeof en>({
  en: () => import("./en/joining"),
  fr: () => import("./fr/joining"),
});
