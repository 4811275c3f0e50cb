"""Write the table of quirks into the documentation, from the database; `--check` only compares."""

from __future__ import annotations

import sys
from pathlib import Path

from borne.domain.say import Language
from borne.ocpp.quirks import Entry, Make, database

BEGIN, END = "<!-- quirks: made by script/quirk_table.py -->", "<!-- end of quirks -->"
FILES: dict[str, tuple[Language, str]] = {
    "DOCS.md": ("en", "| Quirk | Chargers | What, and why |"),
    "addon/docs/DOCS.fr.md": ("fr", "| Particularité | Bornes | Quoi, et pourquoi |"),
}

BY_HAND: dict[Language, str] = {"en": "switched on by hand", "fr": "activée à la main"}


def row(entry: Entry, language: Language) -> str:
    who = BY_HAND[language] if entry.by_hand else ", ".join(map(called, entry.makes))
    if entry.firmware:
        who += f" {' / '.join(entry.firmware)}"
    said = [entry.why, *([entry.hint] if entry.hint else [])]
    words = " ".join(one.say(language) for one in said)
    return f"| {entry.title.say(language)} `{entry.name}` | {who} | {words} |"


def called(make: Make) -> str:
    return " ".join(f"`{pattern}`" for pattern in (*make.vendor, *make.model) if pattern)


def main() -> int:
    root = Path(__file__).parents[1]
    stale = []
    for name, (language, head) in FILES.items():
        path = root / name
        text = path.read_text(encoding="utf-8")
        before, _, rest = text.partition(BEGIN)
        _, _, after = rest.partition(END)
        rows = "\n".join(row(entry, language) for entry in database())
        wanted = f"{before}{BEGIN}\n{head}\n| --- | --- | --- |\n{rows}\n{END}{after}"
        if wanted != text:
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_text(wanted, encoding="utf-8")
    if stale and "--check" in sys.argv:
        print(f"{', '.join(stale)}: run script/quirk_table.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
