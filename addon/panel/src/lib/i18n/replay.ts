import type en from "./en/replay";
import { catalogue } from "./i18n.svelte";

export type ReplayKey = keyof typeof en;
export const y = await catalogue<typeof en>({
  en: () => import("./en/replay"),
  fr: () => import("./fr/replay"),
});
