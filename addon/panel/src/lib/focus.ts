const CONTROLS =
  "button:not([disabled]), a[href], input, select, textarea, summary, [tabindex='0']";

function controls(node: Node | null): HTMLElement[] {
  if (!(node instanceof HTMLElement)) return [];
  const inside = [...node.querySelectorAll<HTMLElement>(CONTROLS)];
  return node.matches(CONTROLS) ? [node, ...inside] : inside;
}

/** The first node from there on, in one direction, that still stands and can be used. */
function usable(from: Node | null, next: "nextSibling" | "previousSibling"): HTMLElement[] {
  for (let node = from; node; node = node[next]) {
    const found = node.isConnected ? controls(node) : [];
    if (found.length > 0) return found;
  }
  return [];
}

/**
 * Keeps the focus near where it was when what has it is taken away: at the row beside, where it
 * was in its own, else at the heading above. What is disabled while it works gets it back after.
 */
export function keepsFocus(root: HTMLElement): () => void {
  let last: Node | null = null;
  const remember = (event: FocusEvent) => (last = event.target as Node);
  const watch = new MutationObserver((records) => {
    const had = last;
    if (!had || document.activeElement !== document.body) return;
    if (had.isConnected) {
      const able = had instanceof HTMLElement && !had.matches(":disabled");
      const freed = ({ type, target }: MutationRecord) =>
        type === "attributes" && target.contains(had);
      if (able && records.some(freed)) had.focus({ preventScroll: true });
      return;
    }
    last = null;
    for (const { removedNodes, target, nextSibling, previousSibling } of records) {
      const gone = [...removedNodes].find((node) => node.contains(had));
      if (!gone) continue;
      const beside = usable(nextSibling, "nextSibling");
      const near = beside.length > 0 ? beside : usable(previousSibling, "previousSibling");
      const place = controls(gone).indexOf(had as HTMLElement);
      const section = (target as HTMLElement).closest("section") ?? root;
      const heading = section.querySelector<HTMLElement>("h1, h2");
      const control = near[Math.min(Math.max(place, 0), near.length - 1)];
      if (!control) heading?.setAttribute("tabindex", "-1");
      (control ?? heading)?.focus();
      return;
    }
  });
  root.addEventListener("focusin", remember);
  const attributes = { attributes: true, attributeFilter: ["disabled"] };
  watch.observe(root, { childList: true, subtree: true, ...attributes });
  return () => {
    root.removeEventListener("focusin", remember);
    watch.disconnect();
  };
}
