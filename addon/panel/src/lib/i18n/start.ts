import type en from "./en/start";
import { catalogue } from "./i18n.svelte";

export const e = await catalogue<typeof en>({
  en: () => import("./en/start"),
  fr: () => import("./fr/start"),
});
