import type { ChangeSpec, EditorState, Text } from "@codemirror/state";
import type { Spot, TextEdit } from "./answers";

const BOM = "\uFEFF";

/** How the lines of a text end, so that it is saved with the same bytes as it came. */
export function lineBreakOf(text: string): "\n" | "\r\n" | "\r" {
  if (!text.includes("\r")) return "\n";
  if (!text.includes("\n")) return "\r";
  return /(^|[^\r])\n|\r(?!\n)/.test(text) ? "\n" : "\r\n";
}

/** Where the server's line and column lie; what lies outside is moved to the nearest. */
export function offset(doc: Text, line: number, column: number): number {
  const found = doc.line(Math.min(Math.max(1, line), doc.lines));
  const ahead = found.number === 1 && found.text.startsWith(BOM) ? 1 : 0;
  let at = ahead;
  for (let left = column - 1; left > 0 && at < found.length; left--) {
    at += (found.text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  }
  return found.from + Math.min(at, found.length);
}

/** The server's line and column of a place in the text. */
export function spotOf(doc: Text, at: number): Spot {
  const line = doc.lineAt(at);
  const before = line.text.slice(0, at - line.from);
  const ahead = line.number === 1 && before.startsWith(BOM) ? 1 : 0;
  return { line: line.number, column: [...before].length - ahead + 1 };
}

export function changesOf(state: EditorState, edits: TextEdit[]): ChangeSpec[] {
  return edits.map((edit) => ({
    from: offset(state.doc, edit.line, edit.column),
    to: offset(state.doc, edit.end_line, edit.end_column),
    insert: state.toText(edit.text),
  }));
}
