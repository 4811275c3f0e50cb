import type en from "./en/files";
import { catalogue } from "./i18n.svelte";

export type FilesKey = keyof typeof en;
export const f = await catalogue<typeof en>({
  en: () => import("./en/files"),
  fr: () => import("./fr/files"),
});
