import { post, ServerError } from "./http";
import { live } from "./live.svelte";
import {
  asked,
  NO_FILTERS,
  type MessagesTold,
  type WireFilters,
  type WireMessage,
  type WireMessages,
} from "./wire";

const PAGE = 50;
const MOST_SHOWN = 1_000;
const MOST_HELD = 500;

/** The frames that the Messages page shows, newest first, and those that come while it looks. */
class Feed {
  filters = $state<WireFilters>({ ...NO_FILTERS });
  shown = $state.raw<WireMessage[]>([]);
  paused = $state(false);
  /** How many came since the pause. */
  waiting = $state(0);
  more = $state(false);
  /** Some came too fast to be shown. */
  skipped = $state(false);
  loading = $state(false);
  loaded = $state(false);
  failure = $state<string | null>(null);

  #held: WireMessage[] = [];
  #round = 0;

  /** Looks until the function that it returns is called. */
  start(): () => void {
    live.wire = { heard: (told) => this.#heard(told), opened: () => void this.reload() };
    void this.reload();
    return () => {
      this.#round += 1;
      live.wire = null;
      live.follow({ follow: false });
    };
  }

  async reload(): Promise<void> {
    const round = ++this.#round;
    this.loading = true;
    try {
      const found = await this.#ask({});
      if (round !== this.#round) return;
      this.shown = found.messages;
      this.more = found.more;
      this.skipped = false;
      this.failure = null;
      this.loaded = true;
      this.#drop();
      live.follow({ id: round, after: found.newest, ...asked(this.filters) });
    } catch (error) {
      if (round === this.#round) this.#failed(error);
    } finally {
      if (round === this.#round) this.loading = false;
    }
  }

  async older(): Promise<void> {
    const last = this.shown.at(-1);
    if (!last || this.loading) return;
    const round = this.#round;
    this.loading = true;
    try {
      const found = await this.#ask({ before: String(last.number) });
      if (round !== this.#round) return;
      this.shown = [...this.shown, ...found.messages];
      this.more = found.more;
    } catch (error) {
      if (round === this.#round) this.#failed(error);
    } finally {
      this.loading = false;
    }
  }

  pause(): void {
    this.paused = true;
  }

  go(): void {
    this.paused = false;
    this.#show(this.#held);
    this.#drop();
  }

  #ask(more: Record<string, string>): Promise<WireMessages> {
    const body = { ...asked(this.filters), limit: String(PAGE), ...more };
    return post<WireMessages>("api/messages", body);
  }

  #heard(told: MessagesTold): void {
    if (told.id !== this.#round) return;
    if ("refused" in told) {
      this.failure = told.refused;
      return;
    }
    if (told.more) this.skipped = true;
    const newest = told.messages.toReversed();
    if (!this.paused) {
      this.#show(newest);
      return;
    }
    this.#held = [...newest, ...this.#held].slice(0, MOST_HELD);
    this.waiting += newest.length;
    if (this.waiting > MOST_HELD) this.skipped = true;
  }

  #show(newest: WireMessage[]): void {
    const all = [...newest, ...this.shown];
    if (all.length > MOST_SHOWN) this.more = true;
    this.shown = all.slice(0, MOST_SHOWN);
  }

  #drop(): void {
    this.#held = [];
    this.waiting = 0;
  }

  #failed(error: unknown): void {
    this.failure = error instanceof ServerError ? error.message : "";
  }
}

export const feed = new Feed();
