import type { RuleNode } from "./answers";
import { chosen } from "./chosen.svelte";
import { desk } from "./desk.svelte";

/** Carries a node to before another of its kind; null: to the end. What is chosen stays chosen. */
export async function carry(node: RuleNode, before: string | null | undefined): Promise<void> {
  if (before === undefined) return;
  const done = await desk.gesture({ do: "reorder", node: node.id, before });
  if (done && chosen.node === node.id) chosen.node = done.node;
}
