import type en from "./en/care";
import { catalogue } from "./i18n.svelte";

export const k = await catalogue<typeof en>({
  en: () => import("./en/care"),
  fr: () => import("./fr/care"),
});
