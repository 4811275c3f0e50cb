import type { CheckAnswer, Graph, Name, Problem, RuleFile, RulesAnswer, SaveAnswer } from "./api";
import { keepDrafts, readDrafts, type Draft } from "./drafts";
import { get, post, ServerError } from "./http";
import { i18n, t } from "./i18n/i18n.svelte";
import { r } from "./i18n/rules";
import { toasts } from "./toasts.svelte";

const CHECK_AFTER_MS = 400;

export interface Conflict {
  name: string;
  text: string;
  version: string;
}

/** The rule files as saved, what the person has changed in them, and what is wrong. */
class Desk {
  files = $state.raw<RuleFile[]>([]);
  drafts = $state.raw<Record<string, Draft>>(readDrafts());
  current = $state("");
  problems = $state.raw<Problem[]>([]);
  graph = $state.raw<Graph>({ nodes: [], wires: [] });
  names = $state.raw<Name[]>([]);
  checking = $state<"done" | "running" | "offline">("done");
  saving = $state(false);
  loaded = $state(false);
  failure = $state<string | null>(null);
  conflict = $state.raw<Conflict | null>(null);

  #timer = 0;
  #round = 0;

  file(name = this.current): RuleFile | undefined {
    return this.files.find((file) => file.name === name);
  }

  text(name = this.current): string {
    return this.drafts[name]?.text ?? this.file(name)?.text ?? "";
  }

  changed(name = this.current): boolean {
    return name in this.drafts;
  }

  async load(): Promise<void> {
    try {
      const answer = await get<RulesAnswer>(`api/rules?language=${i18n.language}`);
      this.files = answer.files;
      this.names = answer.names;
      this.graph = answer.graph;
      this.failure = null;
      this.loaded = true;
      this.#dropEqualDrafts();
      if (!this.file()) this.current = answer.files[0]?.name ?? "";
      if (this.changed()) await this.check();
      else this.#showSaved();
    } catch (error) {
      this.failure = error instanceof ServerError ? error.message : r("error");
    }
  }

  select(name: string): void {
    if (name === this.current || !this.file(name)) return;
    this.current = name;
    if (this.changed()) void this.check();
    else this.#showSaved();
  }

  edit(text: string): void {
    const file = this.file();
    if (!file || text === this.text()) return;
    const { [file.name]: draft, ...others } = this.drafts;
    this.#setDrafts(
      text === file.text
        ? others
        : { ...others, [file.name]: { text, version: draft?.version ?? file.version } },
    );
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.check(), CHECK_AFTER_MS);
  }

  revert(): void {
    const { [this.current]: _gone, ...others } = this.drafts;
    this.#setDrafts(others);
    this.#showSaved();
  }

  async check(): Promise<void> {
    const round = ++this.#round;
    const body = { name: this.current, text: this.text(), language: i18n.language };
    this.checking = "running";
    try {
      const answer = await post<CheckAnswer>("api/rules/check", body);
      if (round !== this.#round) return;
      const others = this.files.filter((file) => file.name !== body.name);
      this.problems = [
        ...answer.problems.filter((problem) => problem.file === body.name),
        ...others.flatMap((file) => file.problems),
      ];
      // A text that cannot be read has no graph: the last one helps more than none.
      if (answer.graph.nodes.length > 0) this.graph = answer.graph;
      this.checking = "done";
    } catch {
      if (round === this.#round) this.checking = "offline";
    }
  }

  async save(version?: string): Promise<void> {
    const name = this.current;
    const draft = this.drafts[name];
    if (!draft || this.saving) return;
    const body = {
      name,
      text: draft.text,
      version: version ?? draft.version,
      language: i18n.language,
    };
    this.saving = true;
    try {
      await this.#saved(name, draft.text, await this.#send(body));
    } catch (error) {
      const message = error instanceof ServerError ? error.message : t("live.not_sent");
      toasts.add(false, r("save.failed", { message }));
    } finally {
      this.saving = false;
    }
  }

  async #send(body: object): Promise<SaveAnswer> {
    try {
      return await post<SaveAnswer>("api/rules/save", body);
    } catch (error) {
      // A refusal that says more than a sentence is an answer like the others.
      if (error instanceof ServerError && isRefusal(error.body)) return error.body;
      throw error;
    }
  }

  async #saved(name: string, text: string, answer: SaveAnswer): Promise<void> {
    if (answer.ok) {
      this.conflict = null;
      this.files = this.files.map((file) =>
        file.name === name ? { ...file, text, version: answer.version } : file,
      );
      this.#afterSave(name, text, answer.version);
      toasts.add(true, r("saved"));
      await this.load();
    } else if ("conflict" in answer) {
      this.conflict = { name, ...answer.conflict };
    } else {
      this.problems = answer.problems;
      toasts.add(false, r("save.refused"));
    }
  }

  /** What was typed while the save was on its way stays a draft, of the new version. */
  #afterSave(name: string, text: string, version: string): void {
    const { [name]: draft, ...others } = this.drafts;
    this.#setDrafts(
      draft && draft.text !== text ? { ...others, [name]: { text: draft.text, version } } : others,
    );
  }

  async keepMine(): Promise<void> {
    const conflict = this.conflict;
    if (!conflict) return;
    this.current = conflict.name;
    await this.save(conflict.version);
  }

  takeTheirs(): void {
    const conflict = this.conflict;
    if (!conflict) return;
    this.conflict = null;
    this.files = this.files.map((file) =>
      file.name === conflict.name ? { ...file, ...conflict } : file,
    );
    this.revert();
    void this.load();
  }

  #showSaved(): void {
    this.#round += 1;
    window.clearTimeout(this.#timer);
    this.problems = this.files.flatMap((file) => file.problems);
    this.checking = "done";
  }

  #dropEqualDrafts(): void {
    const kept = Object.entries(this.drafts).filter(
      ([name, draft]) => this.file(name)?.text !== draft.text,
    );
    this.#setDrafts(Object.fromEntries(kept));
  }

  #setDrafts(drafts: Record<string, Draft>): void {
    this.drafts = drafts;
    keepDrafts(drafts);
  }
}

function isRefusal(body: unknown): body is SaveAnswer {
  return typeof body === "object" && body !== null && ("conflict" in body || "problems" in body);
}

export const desk = new Desk();
