class Chosen {
  /** The id of the node whose form is open. */
  node = $state<string | null>(null);
  /** A wire that waits to be made: how it asks is still to be said. */
  wire = $state.raw<{ from: string; to: string } | null>(null);
}

/** What the person has chosen in the graph or in the list. */
export const chosen = new Chosen();
