// Completion and hover of the editor, from the server that checks the text.
import type {
  Completion,
  CompletionContext,
  CompletionResult,
  CompletionSource,
} from "@codemirror/autocomplete";
import type { HoverTooltipSource } from "@codemirror/view";
import type { Name } from "../../lib/api";
import type { HoverAnswer, Live, Option } from "../../lib/rules/answers";
import { complete, hover } from "../../lib/rules/language";
import { offset, spotOf } from "../../lib/rules/places";

const TYPES: Record<string, string> = {
  key: "property",
  value: "enum",
  input: "variable",
  condition: "constant",
  builtin: "keyword",
  function: "function",
  entity: "namespace",
  tag: "text",
  person: "text",
  vehicle: "text",
  group: "class",
  charger: "class",
  connector: "class",
};
const WORD = /[\p{L}\d_.]+/u;
const BEGINS = /(^\s*(- )?|[:\s,[{(])$/;

/** What may be typed here; without an answer, the names that were known last. */
export function completion(asked: () => object, names: () => Name[]): CompletionSource {
  return async (context) => {
    const word = context.matchBefore(/[\p{L}\d_.-]+/u);
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    if (!word && !context.explicit && !BEGINS.test(before)) return null;
    if (!word && !context.explicit && before.trim() === "") return null;
    const { doc } = context.state;
    const found = await complete(asked(), spotOf(doc, context.pos));
    if (context.aborted) return null;
    if (found === null) return known(context, names());
    if ("stale" in found || found.options.length === 0) return null;
    const from = offset(doc, found.from.line, found.from.column);
    const to = offset(doc, found.to.line, found.to.column);
    return { from, to, options: found.options.map(option), validFor: /^[\p{L}\d_.-]*$/u };
  };
}

function option(one: Option): Completion {
  return {
    label: one.label,
    apply: one.insert,
    type: TYPES[one.kind] ?? "text",
    ...(one.detail ? { detail: one.detail } : {}),
    ...(one.info ? { info: one.info } : {}),
  };
}

function known(context: CompletionContext, names: Name[]): CompletionResult | null {
  const word = context.matchBefore(WORD);
  if (!word && !context.explicit) return null;
  return {
    from: word?.from ?? context.pos,
    options: names.map(({ name, kind, summary }) => ({
      label: name,
      type: TYPES[kind] ?? "text",
      detail: summary,
    })),
  };
}

/** What the word under the pointer is, and its value now. */
export function explanation(
  asked: () => object,
  write: (live: Live) => string,
): HoverTooltipSource {
  return async (view, at) => {
    const found = await hover(asked(), spotOf(view.state.doc, at));
    if (!found || !says(found)) return null;
    return {
      pos: offset(view.state.doc, found.from.line, found.from.column),
      end: offset(view.state.doc, found.to.line, found.to.column),
      create: () => ({ dom: box(found.title, found.text, found.live && write(found.live)) }),
    };
  };
}

type Said = Extract<HoverAnswer, { title: string }>;

function says(found: HoverAnswer): found is Said {
  return "title" in found;
}

function box(title: string, text: string, live: string | null): HTMLElement {
  const dom = document.createElement("div");
  dom.className = "borne-hover";
  const head = dom.appendChild(document.createElement("b"));
  head.textContent = title;
  dom.append(text);
  if (live !== null) {
    const now = dom.appendChild(document.createElement("div"));
    now.className = "live";
    now.textContent = live;
  }
  return dom;
}
