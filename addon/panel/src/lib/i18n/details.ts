import type en from "./en/details";
import { catalogue } from "./i18n.svelte";

export const d = await catalogue<typeof en>({
  en: () => import("./en/details"),
  fr: () => import("./fr/details"),
});
