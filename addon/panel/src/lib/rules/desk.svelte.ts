import type { Name, Problem, RuleFile } from "../api";
import { get, post, ServerError } from "../http";
import { i18n, t } from "../i18n/i18n.svelte";
import { r } from "../i18n/rules";
import { toasts } from "../toasts.svelte";
import type {
  CheckAnswer,
  ConflictAnswer,
  EditAnswer,
  Gesture,
  RuleGraph,
  RulesAnswer,
  SaveAnswer,
  TestResult,
} from "./answers";
import { type Draft, keepDrafts, readDrafts } from "./drafts";
import { type Sheet, Sheets } from "./sheets.svelte";

const CHECK_AFTER_MS = 300;
/** This page among all that are open. */
const PAGE = Math.random().toString(36).slice(2);

export interface Conflict extends ConflictAnswer {
  name: string;
}

/** The rule files as saved, what the person has changed in them, and what is wrong. */
class Desk {
  files = $state.raw<RuleFile[]>([]);
  drafts = $state.raw<Record<string, Draft>>(readDrafts());
  current = $state("");
  problems = $state.raw<Problem[]>([]);
  tests = $state.raw<TestResult[]>([]);
  graph = $state.raw<RuleGraph>({ nodes: [], wires: [] });
  names = $state.raw<Name[]>([]);
  library = $state.raw<string[]>([]);
  checking = $state<"done" | "running" | "offline">("done");
  saving = $state(false);
  loaded = $state(false);
  failure = $state<string | null>(null);
  conflict = $state.raw<Conflict | null>(null);
  sheets = new Sheets(
    () => this.current,
    (name, text) => this.edit(name, text),
  );

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

  sheet(name = this.current): Sheet {
    return this.sheets.sheet(name, this.text(name));
  }

  /** What is on the page, as the server wants to know it with each question. */
  asked(name = this.current): Record<string, unknown> {
    const others = Object.entries(this.drafts).filter(([one]) => one !== name);
    const texts = Object.fromEntries(others.map(([one, draft]) => [one, draft.text]));
    return { name, text: this.text(name), texts, page: PAGE, language: i18n.language };
  }

  /** Of each file, the saved version that its text was typed over. */
  versions(): Record<string, string> {
    const pairs = this.files.map((file) => [
      file.name,
      this.drafts[file.name]?.version ?? file.version,
    ]);
    return Object.fromEntries(pairs);
  }

  /** Puts texts on the page as if they had been typed here, over those versions. */
  lay(texts: { name: string; text: string; version: string }[]): void {
    for (const { name, text, version } of texts) {
      if (this.file(name)?.text === text) continue;
      if (!this.file(name)) {
        this.files = [...this.files, { name, text: "", version: "", problems: [] }];
      }
      this.#setDrafts({ ...this.drafts, [name]: { text, version } });
      this.sheet(name);
    }
    this.sheets.count();
    void this.check();
  }

  async load(): Promise<void> {
    try {
      const answer = await get<RulesAnswer>(`api/rules?language=${i18n.language}`);
      this.files = [...answer.files, ...this.#unsaved(answer.files)];
      this.#read(answer);
      this.library = answer.library;
      this.failure = null;
      this.loaded = true;
      this.#dropEqualDrafts();
      if (!this.file()) this.current = answer.files[0]?.name ?? "";
      if (Object.keys(this.drafts).length > 0) await this.check();
      else this.#showSaved();
    } catch (error) {
      this.failure = error instanceof ServerError ? error.message : r("error");
    }
  }

  select(name: string): void {
    if (name === this.current || !this.file(name)) return;
    this.current = name;
    this.sheets.count();
    void this.check();
  }

  /** A file that is not saved yet. */
  create(name: string, text: string): void {
    this.files = [...this.files, { name, text: "", version: "", problems: [] }];
    this.#setDrafts({ ...this.drafts, [name]: { text, version: "" } });
    this.select(name);
  }

  edit(name: string, text: string): void {
    const file = this.file(name);
    if (!file || text === this.text(name)) return;
    const { [name]: draft, ...others } = this.drafts;
    const same = text === file.text && file.version !== "";
    this.#setDrafts(
      same ? others : { ...others, [name]: { text, version: draft?.version ?? file.version } },
    );
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.check(), CHECK_AFTER_MS);
  }

  /** Changes the texts as a gesture means it; the node that came of it, or false with its reason. */
  async gesture(gesture: Gesture | "format"): Promise<{ node: string | null } | false> {
    const before = this.asked();
    const [path, body] =
      gesture === "format"
        ? ["api/rules/format", before]
        : ["api/rules/edit", { ...before, gesture }];
    try {
      const answer = await post<EditAnswer>(path, body);
      if (!answer.ok) return this.#refused(answer.message);
      const now = this.asked();
      if (JSON.stringify(now) !== JSON.stringify(before)) return this.#refused(r("edit.moved"));
      const files = answer.files.filter((file) => file.edits.length > 0);
      this.sheets.edit(files.map(({ name, edits }) => ({ sheet: this.sheet(name), edits })));
      await this.check();
      return { node: answer.node };
    } catch (error) {
      return this.#refused(error instanceof ServerError ? error.message : t("live.not_sent"));
    }
  }

  revert(): void {
    const { [this.current]: gone, ...others } = this.drafts;
    this.#setDrafts(others);
    if (gone?.version === "") {
      this.files = this.files.filter((file) => file.name !== this.current);
      this.current = this.files[0]?.name ?? "";
    }
    this.sheet();
    void this.check();
  }

  async check(): Promise<void> {
    const round = ++this.#round;
    window.clearTimeout(this.#timer);
    this.checking = "running";
    try {
      const answer = await post<CheckAnswer>("api/rules/check", this.asked());
      if (round !== this.#round || "stale" in answer) return;
      this.problems = [...answer.problems, ...answer.others];
      this.#read(answer);
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
      await this.took(name, draft.text, await sent("api/rules/save", body));
    } catch (error) {
      const message = error instanceof ServerError ? error.message : t("live.not_sent");
      toasts.add(false, r("save.failed", { message }));
    } finally {
      this.saving = false;
    }
  }

  /** Puts a former version of the current file back in force. */
  async restore(id: number, text: string): Promise<void> {
    const name = this.current;
    try {
      const body = { id, version: this.file(name)?.version ?? "", language: i18n.language };
      const answer = await sent("api/rules/restore", body);
      if (answer.ok) this.edit(name, text);
      await this.took(name, text, answer);
    } catch (error) {
      const message = error instanceof ServerError ? error.message : t("live.not_sent");
      toasts.add(false, r("save.failed", { message }));
    }
  }

  async took(name: string, text: string, answer: SaveAnswer): Promise<void> {
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
      if (answer.tests) this.tests = answer.tests;
      toasts.add(false, r("save.refused"));
    }
  }

  async keepMine(): Promise<void> {
    const conflict = this.conflict;
    if (!conflict) return;
    this.current = conflict.name;
    await this.save(conflict.version);
  }

  /** Both changes in one text, still to be looked at and saved. */
  takeMerged(): void {
    const conflict = this.conflict;
    if (!conflict || conflict.merged == null) return;
    const { name, text, version, merged } = conflict;
    this.conflict = null;
    this.files = this.files.map((file) => (file.name === name ? { ...file, text, version } : file));
    this.#setDrafts({ ...this.drafts, [name]: { text: merged, version } });
    this.current = name;
    this.sheet();
    void this.check();
  }

  takeTheirs(): void {
    const conflict = this.conflict;
    if (!conflict) return;
    const { name, text, version } = conflict;
    this.conflict = null;
    this.current = name;
    this.files = this.files.map((file) => (file.name === name ? { ...file, text, version } : file));
    this.revert();
    void this.load();
  }

  #refused(message: string): false {
    toasts.add(false, message);
    return false;
  }

  #read(answer: Pick<RulesAnswer, "graph" | "names" | "tests">): void {
    // A text that cannot be read has no graph: the last one helps more than none.
    if (answer.graph.nodes.length > 0 || !this.loaded) this.graph = answer.graph;
    this.names = answer.names;
    this.tests = answer.tests;
  }

  #unsaved(saved: RuleFile[]): RuleFile[] {
    return Object.entries(this.drafts)
      .filter(([name, draft]) => draft.version === "" && !saved.some((one) => one.name === name))
      .map(([name]) => ({ name, text: "", version: "", problems: [] }));
  }

  /** What was typed while the save was on its way stays a draft, of the new version. */
  #afterSave(name: string, text: string, version: string): void {
    const { [name]: draft, ...others } = this.drafts;
    this.#setDrafts(
      draft && draft.text !== text ? { ...others, [name]: { text: draft.text, version } } : others,
    );
  }

  #showSaved(): void {
    this.#round += 1;
    window.clearTimeout(this.#timer);
    this.problems = this.files.flatMap((file) => file.problems);
    this.checking = "done";
  }

  #dropEqualDrafts(): void {
    const kept = Object.entries(this.drafts).filter(
      ([name, draft]) => draft.version === "" || this.file(name)?.text !== draft.text,
    );
    this.#setDrafts(Object.fromEntries(kept));
  }

  #setDrafts(drafts: Record<string, Draft>): void {
    this.drafts = drafts;
    keepDrafts(drafts);
  }
}

async function sent(path: string, body: object): Promise<SaveAnswer> {
  try {
    return await post<SaveAnswer>(path, body);
  } catch (error) {
    // A refusal that says more than a sentence is an answer like the others.
    if (error instanceof ServerError && isRefusal(error.body)) return error.body;
    throw error;
  }
}

function isRefusal(body: unknown): body is SaveAnswer {
  return typeof body === "object" && body !== null && ("conflict" in body || "problems" in body);
}

export const desk = new Desk();
