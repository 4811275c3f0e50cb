import { autocompletion, completionKeymap, type CompletionSource } from "@codemirror/autocomplete";
import { defaultKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import {
  HighlightStyle,
  indentUnit,
  syntaxHighlighting,
  bracketMatching,
} from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension, type Text } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  hoverTooltip,
  type HoverTooltipSource,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { Problem } from "../../lib/api";
import { offset } from "../../lib/rules/places";

const MONO = '"Roboto Mono", ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace';

// The stock underlines and gutter marks are data: images, which the content policy keeps out.
const wavy = (colour: string) => ({
  backgroundImage: "none",
  textDecoration: `underline wavy ${colour} 1.5px`,
  textUnderlineOffset: "3px",
  textDecorationSkipInk: "none",
});
const mark = (colour: string) => ({
  content: "none",
  width: "0.6em",
  height: "0.6em",
  margin: "0.35em 0.2em",
  borderRadius: "50%",
  background: colour,
});

const look = EditorView.theme({
  "&": { backgroundColor: "var(--card)", color: "var(--text)", fontSize: "14px", height: "100%" },
  "&.cm-focused": { outline: "3px solid var(--accent-text)", outlineOffset: "-3px" },
  ".cm-scroller": { fontFamily: MONO, lineHeight: "1.6", overflow: "auto" },
  ".cm-content": { padding: "10px 0", caretColor: "var(--text)" },
  ".cm-gutters": { backgroundColor: "var(--inset)", color: "var(--text-2)", border: "none" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--accent) 8%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "var(--accent-soft)", color: "var(--text)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    { backgroundColor: "color-mix(in srgb, var(--accent) 28%, transparent)" },
  ".cm-lintRange-error": wavy("var(--bad)"),
  ".cm-lintRange-warning": wavy("var(--warn-line)"),
  ".cm-lint-marker-error": mark("var(--bad)"),
  ".cm-lint-marker-warning": mark("var(--warn-line)"),
  ".cm-tooltip": {
    backgroundColor: "var(--card)",
    color: "var(--text)",
    border: "1px solid var(--line)",
    borderRadius: "10px",
    boxShadow: "0 8px 32px rgb(0 0 0 / 22%)",
    overflow: "hidden",
  },
  ".cm-diagnostic": { padding: "8px 12px", maxWidth: "28rem", whiteSpace: "pre-wrap" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--bad)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--warn-line)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    background: "var(--button)",
    color: "var(--on-button)",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-completionDetail": { color: "var(--text-2)", fontStyle: "normal", marginLeft: "1em" },
  ".cm-completionInfo": { maxWidth: "20rem", padding: "8px 12px" },
  ".borne-hover": { padding: "8px 12px", maxWidth: "26rem", fontFamily: "inherit" },
  ".borne-hover b": { display: "block" },
  ".borne-hover .live": { color: "var(--accent-text)", fontWeight: "600" },
  ".cm-panels": { backgroundColor: "var(--inset)", color: "var(--text)" },
});

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent-text)" },
  { tag: tags.comment, color: "var(--text-2)", fontStyle: "italic" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-string)" },
  { tag: [tags.keyword, tags.bool, tags.number], color: "var(--code-number)" },
  { tag: tags.invalid, color: "var(--bad)" },
]);

export interface Wishes {
  label: string;
  readOnly: boolean;
  onchange: (text: string) => void;
  onsave: () => void;
  undo: () => void;
  redo: () => void;
  complete: CompletionSource;
  hover: HoverTooltipSource;
}

/** How a rule text looks and what can be done in it; its text and its undo are the sheet's. */
export function extensions(wishes: Wishes): Extension[] {
  return [
    lineNumbers(),
    lintGutter(),
    drawSelection(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSelectionMatches(),
    bracketMatching(),
    indentUnit.of("  "),
    EditorState.tabSize.of(2),
    EditorState.readOnly.of(wishes.readOnly),
    EditorView.editable.of(!wishes.readOnly),
    EditorView.contentAttributes.of({
      "aria-label": wishes.label,
      tabindex: "0",
    }),
    yaml(),
    syntaxHighlighting(colours),
    look,
    autocompletion({ override: [wishes.complete] }),
    hoverTooltip(wishes.hover, { hideOnChange: true }),
    keymap.of([
      { key: "Mod-s", preventDefault: true, run: () => (wishes.onsave(), true) },
      { key: "Mod-z", preventDefault: true, run: () => (wishes.undo(), true) },
      { key: "Mod-y", preventDefault: true, run: () => (wishes.redo(), true) },
      { key: "Mod-Shift-z", preventDefault: true, run: () => (wishes.redo(), true) },
      ...completionKeymap,
      ...lintKeymap,
      ...searchKeymap,
      ...defaultKeymap,
      indentWithTab,
    ]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) wishes.onchange(update.state.sliceDoc());
    }),
  ];
}

export function diagnostics(
  doc: Text,
  problems: Problem[],
  hint: (text: string) => string,
): Diagnostic[] {
  return problems
    .map((problem): Diagnostic => {
      const from = offset(doc, problem.line, problem.column);
      const to = offset(doc, problem.end_line, problem.end_column);
      return {
        from,
        to: Math.max(from, to),
        severity: problem.severity,
        message: [problem.message, problem.hint && hint(problem.hint)].filter(Boolean).join("\n"),
      };
    })
    .sort((a, b) => a.from - b.from);
}

export function showProblems(
  view: EditorView,
  problems: Problem[],
  hint: (text: string) => string,
): void {
  view.dispatch(setDiagnostics(view.state, diagnostics(view.state.doc, problems, hint)));
}

export function jump(view: EditorView, line: number, column: number): void {
  const at = offset(view.state.doc, line, column);
  view.dispatch({
    selection: { anchor: at },
    effects: EditorView.scrollIntoView(at, { y: "center" }),
  });
  view.focus();
}
