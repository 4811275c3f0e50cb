import { history, isolateHistory, redo, redoDepth, undo, undoDepth } from "@codemirror/commands";
import {
  Compartment,
  EditorState,
  type Extension,
  type Transaction,
  type TransactionSpec,
} from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import type { TextEdit } from "./answers";
import { changesOf, lineBreakOf, offset } from "./places";

type Changed = (name: string, text: string) => void;

/** One rule file being edited: its text with its undo, whether an editor shows it or not. */
export class Sheet {
  #state: EditorState;
  #view: EditorView | null = null;
  #dress = new Compartment();

  constructor(
    readonly name: string,
    text: string,
    readonly lineBreak: string,
    readonly onchange: Changed,
  ) {
    this.#state = EditorState.create({
      doc: text,
      extensions: [EditorState.lineSeparator.of(lineBreak), history(), this.#dress.of([])],
    });
  }

  get state(): EditorState {
    return this.#view?.state ?? this.#state;
  }

  get text(): string {
    return this.state.sliceDoc();
  }

  /** The text as an editor begins with it. */
  dressed(extensions: Extension): EditorState {
    return this.state.update({ effects: this.#dress.reconfigure(extensions) }).state;
  }

  shownBy(view: EditorView): void {
    this.#view = view;
  }

  hidden(view: EditorView): void {
    this.#state = view.state;
    if (this.#view === view) this.#view = null;
  }

  dispatch(spec: TransactionSpec): void {
    this.apply(this.state.update(spec));
  }

  apply(change: Transaction): void {
    if (this.#view) {
      this.#view.dispatch(change);
      return;
    }
    this.#state = change.state;
    if (change.docChanged) this.onchange(this.name, this.text);
  }
}

/** What belongs together over several files, to be taken back together. */
interface Step {
  before: Record<string, string>;
  after: Record<string, string>;
}

const MOST_STEPS = 200;

/** All rule files being edited, with one undo for what is typed and what is done by gestures. */
export class Sheets {
  /** What can be taken back in the file that is shown. */
  depth = $state.raw({ undo: 0, redo: 0 });
  #sheets = new Map<string, Sheet>();
  #steps: Step[] = [];
  #current: () => string;
  #onchange: Changed;

  constructor(current: () => string, onchange: Changed) {
    this.#current = current;
    this.#onchange = onchange;
  }

  /** The sheet of a file with this text; another text comes in as one change of its own. */
  sheet(name: string, text: string): Sheet {
    const known = this.#sheets.get(name);
    if (known && known.text === text) return known;
    const lineBreak = lineBreakOf(text);
    if (known && known.lineBreak === lineBreak) {
      const changes = { from: 0, to: known.state.doc.length, insert: known.state.toText(text) };
      known.dispatch({ changes, annotations: isolateHistory.of("full") });
      return known;
    }
    const made = new Sheet(name, text, lineBreak, (...changed) => this.changed(...changed));
    this.#sheets.set(name, made);
    return made;
  }

  changed(name: string, text: string): void {
    this.#onchange(name, text);
    this.count();
  }

  count(): void {
    const state = this.#sheets.get(this.#current())?.state;
    this.depth = { undo: state ? undoDepth(state) : 0, redo: state ? redoDepth(state) : 0 };
  }

  /** Edits of one or several files as one step. */
  edit(files: { sheet: Sheet; edits: TextEdit[] }[]): void {
    const step: Step = { before: {}, after: {} };
    for (const { sheet, edits } of files) {
      step.before[sheet.name] = sheet.text;
      const changes = sheet.state.changes(changesOf(sheet.state, edits));
      // What has changed comes into sight.
      const last = edits.at(-1);
      const at = last ? offset(sheet.state.doc, last.line, last.column) : 0;
      const anchor = changes.mapPos(at, 1);
      sheet.dispatch({
        changes,
        selection: { anchor },
        effects: EditorView.scrollIntoView(anchor, { y: "center" }),
        annotations: isolateHistory.of("full"),
        userEvent: "input.gesture",
      });
      step.after[sheet.name] = sheet.text;
    }
    this.#steps = [...this.#steps, step].slice(-MOST_STEPS);
  }

  undo(): void {
    this.#move(undo, (step) => [step.after, step.before]);
  }

  redo(): void {
    this.#move(redo, (step) => [step.before, step.after]);
  }

  #move(command: typeof undo, sides: (step: Step) => Record<string, string>[]): void {
    const sheet = this.#sheets.get(this.#current());
    if (!sheet) return;
    const from = sheet.text;
    run(command, sheet);
    const step = this.#steps.find((one) => {
      const [here, there] = sides(one);
      return here?.[sheet.name] === from && there?.[sheet.name] === sheet.text;
    });
    const [here] = step ? sides(step) : [];
    for (const [name, text] of Object.entries(here ?? {})) {
      const other = this.#sheets.get(name);
      if (other && other !== sheet && other.text === text) run(command, other);
    }
    this.count();
  }
}

function run(command: typeof undo, sheet: Sheet): void {
  command({ state: sheet.state, dispatch: (change) => sheet.apply(change) });
}
