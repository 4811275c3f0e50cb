import type { Filters } from "./sessions";

/** What a page keeps while another one is shown. */
export const remembered = $state<{ filters: Filters }>({
  filters: { period: "30d", charger: "", tag: "" },
});
