import type { GraphNode } from "../../lib/api";
import { r } from "../../lib/i18n/rules";

/** What a node is called: by its kind, where there is but one or it has no name. */
export function called(node: GraphNode): string {
  return node.name === "" || node.name === node.kind ? r(`kind.${node.kind}`) : node.name;
}
