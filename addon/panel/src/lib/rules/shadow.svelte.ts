import { get, post, ServerError } from "../http";
import { i18n, t } from "../i18n/i18n.svelte";
import type { Change, Choice, Curve, Outcome } from "./comparison";
import { desk } from "./desk.svelte";

export interface Shadow {
  /** The file that was shown when it began. */
  name: string;
  since: string;
  by: string | null;
  texts: { name: string; text: string; version: string }[];
  was: Outcome;
  would: Outcome;
  curve: Curve;
  connectors: { id: string; live: Choice; shadow: Choice; same: boolean }[];
  changes: Change[];
}

type Started = { ok: true } | { ok: false; problems?: unknown[] };

/** A text that decides beside the rules in force, and orders nothing. */
class ShadowDesk {
  /** The server can do it. */
  offered = $state(false);
  running = $state.raw<Shadow | null>(null);
  failure = $state<string | null>(null);
  busy = $state(false);

  async look(): Promise<void> {
    try {
      const answer = await get<{ shadow: Shadow | null }>(`api/shadow?language=${i18n.language}`);
      this.offered = true;
      this.running = answer.shadow;
    } catch (error) {
      if (error instanceof ServerError && error.status === 404) this.offered = false;
    }
  }

  /** Lets the text on the page decide in the shadow, instead of a former one. */
  start(): Promise<void> {
    return this.#do(async () => {
      const body = { ...desk.asked(), versions: desk.versions() };
      const answer = await post<Started>("api/shadow", body);
      if (!answer.ok) this.failure = "problems";
    });
  }

  stop(): Promise<void> {
    return this.#do(async () => {
      await post("api/shadow/stop", {});
    });
  }

  /** Whether the page has the very text that runs in the shadow. */
  get here(): boolean {
    return this.running?.texts.every((one) => desk.text(one.name) === one.text) ?? false;
  }

  show(): void {
    if (!this.running) return;
    desk.lay(this.running.texts);
    desk.select(this.running.name);
  }

  /** Saves the text of the shadow; what is not saved stays on the page, and the shadow runs on. */
  async take(): Promise<void> {
    const { texts } = this.running ?? { texts: [] };
    this.show();
    for (const { name, text } of texts) {
      desk.select(name);
      await desk.save();
      if (desk.file(name)?.text !== text) return;
    }
    await this.stop();
  }

  async #do(what: () => Promise<void>): Promise<void> {
    this.failure = null;
    this.busy = true;
    try {
      await what();
    } catch (error) {
      this.failure = error instanceof ServerError ? error.message : t("live.not_sent");
    } finally {
      this.busy = false;
    }
    await this.look();
  }
}

export const shadow = new ShadowDesk();
