import { chosen } from "./chosen.svelte";
import { desk } from "./desk.svelte";

/** A node asks another: at once where there is one way, after a question where there are several. */
export async function ask(from: string, to: string): Promise<void> {
  const kind = (id: string) => desk.graph.nodes.find((node) => node.id === id)?.kind;
  if (kind(from) === "condition") await desk.gesture({ do: "connect", from, to });
  else chosen.wire = { from, to };
}
