import { y } from "../../lib/i18n/replay";
import type { Choice } from "../../lib/rules/comparison";
import { amps } from "../../lib/shown.svelte";

/** The rule and what it gives. */
export function choiceSaid(one: Choice): string {
  return y("by", {
    rule: one.rule ?? y("no_rule"),
    what: one.charge ? amps(one.current_a) : y("paused"),
  });
}
