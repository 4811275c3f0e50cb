import type { Connector, Input } from "../../lib/api";
import { t } from "../../lib/i18n/i18n.svelte";
import { amps, plain } from "../../lib/shown.svelte";

/** What an input says at this moment. */
export function value(input: Input): string {
  if (input.status === "unknown" || input.status === "missing") return t(`inputs.${input.status}`);
  if (input.value === null) return t("unit.unknown");
  if (typeof input.value === "boolean") return t(input.value ? "inputs.on" : "inputs.off");
  const shown = typeof input.value === "number" ? plain(input.value) : input.value;
  return input.unit ? `${shown}\u00a0${input.unit}` : shown;
}

/** What a connector is told at this moment. */
export function drawn(connector: Connector): string {
  const decision = connector.decision;
  if (!decision) return t("unit.unknown");
  return decision.charge ? amps(decision.current_a) : t("value.paused");
}
