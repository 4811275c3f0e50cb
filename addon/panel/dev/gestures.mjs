// Gestures of the fixture: those that fit on one line. The rest needs a Borne, as `borne demo` is one.

const REFUSED =
  "The fixture knows renames, and values on one line of a rule: for the rest, run “borne demo”.";

function line(text, index, made) {
  const before = text.split("\n")[index];
  const edit = {
    line: index + 1,
    column: 1,
    end_line: index + 1,
    end_column: [...before].length + 1,
    text: made(before),
  };
  return edit;
}

/** What is written of a rule or a limit, one key a line, as a form shows it. */
export function fieldsOf(text, name) {
  const lines = text.split("\n");
  const head = lines.findIndex((one) => one.trimEnd() === `  - name: ${name}`);
  if (head < 0) return [];
  const rest = lines.slice(head + 1);
  const end = rest.findIndex((one) => !one.startsWith("    "));
  return rest.slice(0, end < 0 ? rest.length : end).flatMap((one, i) => {
    const found = /^ {4}(\w+): (.*)$/.exec(one);
    if (!found) return [];
    const at = { line: head + i + 2, end_line: head + i + 2 };
    const column = found[1].length + 7;
    return [{ path: [found[1]], value: found[2], ...at, column, end_column: one.length + 1 }];
  });
}

/** The answer of `api/rules/edit`. */
export function edit({ name, text, gesture }) {
  const lines = text.split("\n");
  const called = gesture.node?.slice(gesture.node.indexOf(":") + 1) ?? "";
  const head = lines.findIndex((one) => one.trimEnd() === `  - name: ${called}`);
  const done = (edits, node) => ({ ok: true, files: [{ name, edits }], node });
  if (gesture.do === "rename" && head >= 0) {
    const kind = gesture.node.slice(0, gesture.node.indexOf(":"));
    const made = (before) => before.replace(called, gesture.to);
    return done([line(text, head, made)], `${kind}:${gesture.to}`);
  }
  const [key, ...deeper] = gesture.path ?? [];
  if (gesture.do === "set" && head >= 0 && deeper.length === 0) {
    const rest = lines.slice(head + 1);
    const end = rest.findIndex((one) => !one.startsWith("    "));
    const inside = rest.slice(0, end < 0 ? rest.length : end);
    const at = inside.findIndex((one) => one.startsWith(`    ${key}: `));
    if (at >= 0 && typeof gesture.value === "string") {
      const made = () => `    ${key}: ${gesture.value}`;
      return done([line(text, head + 1 + at, made)], gesture.node);
    }
  }
  return { ok: false, message: REFUSED };
}
