import type en from "./en/messages";
import { catalogue } from "./i18n.svelte";

export type MessagesKey = keyof typeof en;
export const m = await catalogue<typeof en>({
  en: () => import("./en/messages"),
  fr: () => import("./fr/messages"),
});
