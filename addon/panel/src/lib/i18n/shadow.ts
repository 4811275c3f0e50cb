import type en from "./en/shadow";
import { catalogue } from "./i18n.svelte";

export const sh = await catalogue<typeof en>({
  en: () => import("./en/shadow"),
  fr: () => import("./fr/shadow"),
});
