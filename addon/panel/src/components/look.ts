import type { Charger, Connector } from "../lib/api";
import { t, type Key } from "../lib/i18n/i18n.svelte";
import type { IconName } from "./Icon.svelte";

export interface Look {
  icon: IconName;
  word: Key;
  tone: "live" | "wait" | "bad" | "quiet";
}

/** The icon, the word and the tone of a connector's state. */
export function look(charger: Charger, connector: Connector): Look {
  if (!charger.online) return { icon: "offline", word: "status.offline", tone: "quiet" };
  switch (connector.status) {
    case "Charging":
      return { icon: "bolt", word: "status.Charging", tone: "live" };
    case "Preparing":
      return { icon: "plug", word: "status.Preparing", tone: "wait" };
    case "SuspendedEV":
      return { icon: "car", word: "status.SuspendedEV", tone: "wait" };
    case "SuspendedEVSE":
      return { icon: "pause", word: "status.SuspendedEVSE", tone: "wait" };
    case "Finishing":
      return { icon: "check", word: "status.Finishing", tone: "quiet" };
    case "Reserved":
      return { icon: "clock", word: "status.Reserved", tone: "wait" };
    case "Unavailable":
      return { icon: "ban", word: "status.Unavailable", tone: "quiet" };
    case "Faulted":
      return { icon: "alert", word: "status.Faulted", tone: "bad" };
    case "Available":
      return { icon: "plug", word: "status.Available", tone: "quiet" };
    default:
      return { icon: "question", word: "status.unknown", tone: "quiet" };
  }
}

/** Where a session was, whether or not the charger is still known. */
export function placeOf(chargers: Charger[], id: string, connector: number): string {
  const charger = chargers.find((one) => one.id === id);
  const name = charger?.name ?? id;
  if (charger && charger.connectors.length < 2) return name;
  return t("card.title", { name, n: connector });
}

/** The same of a connector's own id, as "garage/1". */
export function placed(chargers: Charger[], id: string): string {
  const cut = id.lastIndexOf("/");
  return placeOf(chargers, id.slice(0, cut), Number(id.slice(cut + 1)));
}

/** The charger's name, with the socket's number where there are several. */
export function titleOf(charger: Charger, connector: Connector): string {
  if (charger.connectors.length < 2) return charger.name;
  return t("card.title", { name: charger.name, n: connector.connector });
}
