import { get, post, ServerError } from "../http";
import { i18n, t } from "../i18n/i18n.svelte";
import type { Change, Curve, Outcome } from "./comparison";
import { desk } from "./desk.svelte";

export interface Replayed {
  from: string;
  to: string;
  was: Outcome;
  would: Outcome;
  connectors: { id: string; was: Outcome; would: Outcome }[];
  curve: Curve;
  changes: Change[];
  gaps: { from: string; to: string }[];
  /** Inputs of which nothing was recorded. */
  unknown: string[];
}

interface Running {
  id: string;
  status: "running" | "done" | "cancelled" | "failed";
  progress: number;
  message: string | null;
  result: Replayed | null;
}

interface Recorded {
  recorded: { from: string; to: string; days: number; bytes: number } | null;
  running: string | null;
}

type Started =
  { ok: true; id: string } | { ok: false; message?: string; id?: string; problems?: unknown[] };

const LOOK_EVERY_MS = 700;

/** The text on the page tried on the days that Borne has recorded. */
class Replay {
  recorded = $state.raw<Recorded["recorded"]>(null);
  /** The server can do it. */
  offered = $state(false);
  run = $state.raw<Running | null>(null);
  failure = $state<string | null>(null);
  #timer = 0;

  async look(): Promise<void> {
    try {
      const answer = await get<Recorded>("api/replay");
      this.offered = true;
      this.recorded = answer.recorded;
      if (answer.running && !this.run) this.#follow(answer.running);
    } catch (error) {
      this.offered = !(error instanceof ServerError && error.status === 404) && this.offered;
    }
  }

  async start(days: number): Promise<void> {
    this.failure = null;
    try {
      const answer = await started({ ...desk.asked(), days });
      if (answer.ok) this.#follow(answer.id);
      else if (answer.problems) this.failure = "problems";
      else this.failure = answer.message ?? null;
    } catch (error) {
      this.failure = error instanceof ServerError ? error.message : t("live.not_sent");
    }
  }

  async cancel(): Promise<void> {
    const id = this.run?.id;
    if (id === undefined) return;
    try {
      await post(`api/replay/${encodeURIComponent(id)}/cancel`, {});
    } catch {
      // The next look tells how it stands.
    }
    await this.#see(id);
  }

  #follow(id: string): void {
    this.run = { id, status: "running", progress: 0, message: null, result: null };
    void this.#see(id);
  }

  async #see(id: string): Promise<void> {
    window.clearTimeout(this.#timer);
    const path = `api/replay/${encodeURIComponent(id)}?language=${i18n.language}`;
    try {
      this.run = await get<Running>(path);
    } catch (error) {
      if (error instanceof ServerError) {
        this.run = null;
        this.failure = error.message;
        return;
      }
    }
    if (this.run?.status === "running") {
      this.#timer = window.setTimeout(() => void this.#see(id), LOOK_EVERY_MS);
    }
  }
}

async function started(body: object): Promise<Started> {
  try {
    return await post<Started>("api/replay", body);
  } catch (error) {
    if (error instanceof ServerError && error.status === 409) return error.body as Started;
    throw error;
  }
}

export const replay = new Replay();
