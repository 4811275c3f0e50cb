import type en from "./en/decisions";
import { catalogue } from "./i18n.svelte";

export const tl = await catalogue<typeof en>({
  en: () => import("./en/decisions"),
  fr: () => import("./fr/decisions"),
});
