"""Rule texts that are valid and as ugly as YAML allows, and what they say."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Draw = Any
COMMENTS = ("# c", "#", "# - name: Sun", "# when: [a, b]", "# ünï 😀 'x\" {", "#\tt: b")
TEXTS = (
    "Sun",
    "Rouge # not a comment",
    "a: b",
    "- name: Sun",
    "tab\there",
    "é 😀 ünï",
    "it's",
    'say "x"',
    "off",
    "null",
    "04100200",
    "{x}",
    "[y",
    "*no",
    "&no",
    "%",
    "when: grid",
)


class Ugly:
    """Writes data in styles that are drawn."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.eol = draw(st.sampled_from(("\n", "\n", "\r\n")))
        self.anchors: list[tuple[str, Any]] = []
        self.plainly = draw(st.integers(0, 9)) < 3

    def pick(self, *choices: Any) -> Any:
        return choices[0] if self.plainly else self.draw(st.sampled_from(choices))

    def text(self, data: dict[str, Any]) -> str:
        body = self.block(data, self.pick(0, 0, 0, 1))
        head = self.pick(
            "", "\ufeff", f"# head{self.eol}", f"---{self.eol}", f"{self.eol}{self.eol}"
        )
        foot = self.pick(
            self.eol, "", f"{self.eol}# foot", f"{self.eol}...{self.eol}", self.eol * 3
        )
        return str(head + self.eol.join(body) + foot)

    def block(self, data: dict[str, Any], indent: int) -> list[str]:
        """The lines of a mapping."""
        lines: list[str] = []
        for key, value in data.items():
            lines += self.between(indent)
            name = self.pick(key, f'"{key}"', f"'{key}'", key)
            colon = self.pick(":", " :", ":")
            lines += self.valued(" " * indent + name + colon, value, indent, listed=False)
        return lines

    def between(self, indent: int) -> list[str]:
        kind = self.pick("", "", "", "blank", "comment", "deep", "both")
        comment = self.pick(*COMMENTS)
        return {
            "": [],
            "blank": [""],
            "comment": [" " * indent + comment],
            "deep": [" " * (indent + 3) + comment],
            "both": [" " * indent + comment, self.pick("", "   ")],
        }[kind]

    def valued(self, head: str, value: Any, indent: int, *, listed: bool) -> list[str]:
        gap = self.pick(" ", "  ", "\t", " ")
        tail = self.pick("", "", " # t", "\t# t", "  ")
        known = [name for name, data in self.anchors if data == value]
        if known and self.pick(False, True):
            return [f"{head} *{known[0]}{tail}"]
        anchor = ""
        if value and self.pick(False, False, False, False, True):
            anchor = f"a{len(self.anchors)}"
        mark = f"&{anchor} " if anchor else ""
        lines = self.written(head, gap, mark, tail, value, indent, listed=listed)
        if anchor:
            self.anchors.append((anchor, value))
        return lines

    def written(
        self, head: str, gap: str, mark: str, tail: str, value: Any, indent: int, *, listed: bool
    ) -> list[str]:
        if isinstance(value, str):
            return self.scalar(f"{head}{gap}{mark}", tail, value, indent)
        if not value or self.pick(False, True):
            return self.folded(f"{head}{gap}{mark}", self.flow(value), tail, indent)
        first = f"{head} {mark}".rstrip() + (tail if not mark or not tail.startswith("\t") else "")
        if isinstance(value, dict):
            if listed and not mark and self.pick(True, False):
                space = self.pick(1, 2, 3)
                inner = self.block(value, indent + 1 + space)
                while inner and (not inner[0].strip() or inner[0].lstrip().startswith("#")):
                    inner.pop(0)
                return [head + " " * space + inner[0].lstrip(" "), *inner[1:]]
            return [first, *self.block(value, indent + self.pick(2, 1, 3, 4))]
        offset = self.pick(2, 0, 1, 3) if not listed else self.pick(2, 1, 3)
        lines = [first]
        for one in value:
            lines += self.between(indent + offset)
            lines += self.valued(" " * (indent + offset) + "-", one, indent + offset, listed=True)
        return lines

    def scalar(self, head: str, tail: str, value: str, indent: int) -> list[str]:
        if value and self.pick(False, False, False, True) and value == value.strip():
            inner = " " * (indent + self.pick(1, 2, 4))
            sign = self.pick("|-", ">-")
            if "\t" not in value:
                return [f"{head}{sign}{tail.replace(chr(9), ' ')}", f"{inner}{value}"]
        return self.folded(head, self.quoted(value), tail, indent)

    def folded(self, head: str, written: str, tail: str, indent: int) -> list[str]:
        """Perhaps over two lines, where a space stands that YAML folds the same."""
        if " and " in written and self.pick(False, True):
            one, other = written.split(" and ", 1)
            return [f"{head}{one} and", f"{' ' * (indent + 2)}{other}{tail}"]
        if ", " in written and written[0] in "[{" and self.pick(False, True):
            one, other = written.split(", ", 1)
            note = self.pick("", " # n") if not any(q in one for q in "'\"") else ""
            if not any(q in one for q in "'\""):
                return [f"{head}{one},{note}", f"{' ' * (indent + 2)}{other}{tail}"]
        return [f"{head}{written}{tail}".rstrip(" ")]

    def quoted(self, value: str) -> str:
        plain = value and all(c.isalnum() or c in " _.>=-%:" for c in value)
        plain = plain and value[0].isalnum() and value == value.strip() and ": " not in value
        plain = plain and not value.endswith(":")
        style = self.pick("plain" if plain else "single", "single", "double")
        if style == "plain":
            return value
        if style == "single" and "\t" not in value:
            return "'" + value.replace("'", "''") + "'"
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        if self.pick(False, True):
            escaped = (
                escaped.replace("\t", "\\t").replace("é", "\\u00e9").replace("😀", "\\U0001f600")
            )
        return f'"{escaped}"'

    def flow(self, value: Any) -> str:
        if isinstance(value, str):
            return self.quoted(value)
        space = self.pick("", " ")
        comma = self.pick(", ", " , ", ", ")
        if isinstance(value, list):
            return f"[{space}{comma.join(self.flow(one) for one in value)}{space}]"
        pairs = (f"{self.quoted(key)}: {self.flow(one)}" for key, one in value.items())
        return f"{{{space}{comma.join(pairs)}{space}}}"


names = st.sampled_from(("grid", "battery", "tempo", "red_day", "sun2", "heater"))
texts = st.sampled_from(TEXTS) | names
data = st.recursive(
    texts,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(("name", "when", "any", "x y", "on")), inner, max_size=4)
    ),
    max_leaves=12,
)


@st.composite
def documents(draw: Draw, said: st.SearchStrategy[dict[str, Any]]) -> tuple[str, dict[str, Any]]:
    """A text, and what it says."""
    wanted = draw(said)
    return Ugly(draw).text(wanted), wanted
