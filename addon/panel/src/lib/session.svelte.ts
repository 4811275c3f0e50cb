import type { SessionDetail, SessionRow } from "./api";
import { get, ServerError } from "./http";
import { i18n } from "./i18n/i18n.svelte";
import { s } from "./i18n/sessions";
import { live } from "./live.svelte";

/** How often the curve and the reasons of a session that is open are fetched anew. */
const EVERY_MS = 10_000;

/**
 * One session of the ledger, from within a component: while it is open its meter is that of now,
 * and its curve and its reasons follow every few seconds, as long as the page is seen.
 */
export class Following {
  failure = $state<string | null>(null);
  #detail = $state.raw<SessionDetail | null>(null);
  #now = $derived.by(() => this.#open());
  #isOpen = $derived(this.#now !== null);
  #attempt = $state(0);

  constructor(readonly id: number) {
    $effect(() => {
      // Once more when it ends: then the ledger has its end.
      void [this.#attempt, this.#isOpen, i18n.language];
      let current = true;
      void this.#fetch(() => current);
      return () => {
        current = false;
      };
    });
    $effect(() => {
      if (!this.#isOpen) return;
      const timer = window.setInterval(() => {
        if (document.visibilityState === "visible") this.again();
      }, EVERY_MS);
      return () => window.clearInterval(timer);
    });
  }

  /** What is known of it; null: nothing yet. */
  get detail(): SessionDetail | null {
    const [detail, now] = [this.#detail, this.#now];
    if (!detail || !now || !detail.session.open) return detail;
    // The state may be older than the answer.
    const later = Math.max(0, now.duration_s - detail.session.duration_s);
    const session: SessionRow = {
      ...detail.session,
      energy_wh: Math.max(now.energy_wh, detail.session.energy_wh),
      cost_eur: now.cost_eur ?? detail.session.cost_eur,
      duration_s: detail.session.duration_s + later,
      charging_s: detail.session.charging_s + (now.transaction === null ? 0 : later),
    };
    return { ...detail, session };
  }

  again(): void {
    this.#attempt += 1;
  }

  async #fetch(isCurrent: () => boolean): Promise<void> {
    try {
      const got = await get<SessionDetail>(`api/sessions/${this.id}?language=${i18n.language}`);
      if (!isCurrent()) return;
      this.#detail = got;
      this.failure = null;
    } catch (error) {
      // What is there stays: the banner says that the connection is lost.
      if (!isCurrent() || this.#detail) return;
      this.failure = error instanceof ServerError ? error.message : s("error");
    }
  }

  #open() {
    const connectors = (live.state?.chargers ?? []).flatMap((charger) => charger.connectors);
    return connectors.find(({ session }) => session?.id === this.id)?.session ?? null;
  }
}
