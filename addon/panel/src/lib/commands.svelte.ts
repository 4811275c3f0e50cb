import { SvelteSet } from "svelte/reactivity";
import type { CommandBody, Connector } from "./api";
import { live } from "./live.svelte";
import { toasts } from "./toasts.svelte";

const pending = new SvelteSet<string>();

function key(charger: string | undefined, connector: number | undefined): string {
  return `${charger ?? ""}/${connector ?? ""}`;
}

/** Sends one command and shows the server's sentence about it. */
export async function run(body: CommandBody): Promise<boolean> {
  const name = key(body.charger, body.connector);
  pending.add(name);
  try {
    const result = await live.command(body);
    toasts.add(result.ok, result.message);
    return result.ok;
  } finally {
    pending.delete(name);
  }
}

export function isPending(charger: string, connector?: number): boolean {
  return pending.has(key(charger, connector));
}

/** A command to one connector. */
export function runOn(connector: Connector, command: string, more: object = {}): Promise<boolean> {
  return run({ charger: connector.charger, connector: connector.connector, command, ...more });
}
