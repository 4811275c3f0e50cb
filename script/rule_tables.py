"""Write the tables of the language reference, from what the checker uses; `--check` compares."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from borne.domain.say import Language, Text
from borne.rules.language import ACCESS, INPUT, LIMIT, PLAN, RULE, TOP
from borne.rules.language_of_cases import EXPECT, GIVEN, TEST
from borne.rules.language_of_conditions import CONDITION
from borne.rules.language_of_events import ASKS, EVENT
from borne.rules.language_of_phases import PHASE_CHANGE
from borne.rules.language_of_site import BATTERY, CONNECTOR, DEMAND, METER, PRICE, SITE
from borne.rules.names import BUILTINS, FUNCTIONS
from borne.rules.section import Key

FILES: Final[dict[str, Language]] = {"rules/README.md": "en", "rules/fr/README.md": "fr"}
TABLE: Final = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end of table -->)", re.DOTALL)

HEADS: Final = {
    True: Text("| key | takes | default |", "| clé | prend | par défaut |"),
    False: Text("| key | takes |", "| clé | prend |"),
}
NAMES: Final = Text("| name | is |", "| nom | est |")
REQUIRED: Final = Text("must stand there", "obligatoire")

KEYS: Final[dict[str, Mapping[str, Key]]] = {
    "file": TOP.keys,
    "site": SITE.keys,
    "meter": METER.keys,
    "battery": BATTERY.keys,
    "price": PRICE.keys,
    "connector": CONNECTOR.keys,
    "demand": DEMAND.keys,
    "phase_change": PHASE_CHANGE.keys,
    "input": INPUT.keys,
    "when": CONDITION.keys,
    "rule": {key: one for key, one in RULE.keys.items() if key not in CONDITION.keys},
    "plan": PLAN.keys,
    "limit": {key: one for key, one in LIMIT.keys.items() if key not in CONDITION.keys},
    "access": ACCESS.keys,
    "event": {key: one for key, one in EVENT.keys.items() if key not in ASKS},
    "test": TEST.keys,
    "given": GIVEN.keys,
    "expect": EXPECT.keys,
}


def table(name: str, language: Language) -> str:
    """Return the table of that name."""
    if name in ("names", "functions"):
        said = {key: one.summary for key, one in BUILTINS.items()} if name == "names" else FUNCTIONS
        rows = [f"| `{key}` | {text().say(language)} |" for key, text in said.items()]
        return "\n".join([NAMES().say(language), "| --- | --- |", *rows])
    keys = KEYS[name]
    third = any(key.default or key.required for key in keys.values())
    rows = [_row(key, one, language, third=third) for key, one in keys.items()]
    return "\n".join([HEADS[third]().say(language), "| --- " * (2 + third) + "|", *rows])


def _row(name: str, key: Key, language: Language, *, third: bool) -> str:
    row = f"| `{name}` | {key.takes().say(language)} |"
    if not third:
        return row
    text = REQUIRED if key.required else key.default
    return f"{row} {'' if text is None else text().say(language)} |".replace("|  |", "| |")


def filled(text: str, language: Language) -> str:
    """Return a document with its tables as they should be."""
    return TABLE.sub(lambda found: f"{found[1]}{table(found[2], language)}\n{found[3]}", text)


def main() -> int:
    root = Path(__file__).parents[1]
    stale = []
    for name, language in FILES.items():
        path = root / name
        text = path.read_text(encoding="utf-8")
        wanted = filled(text, language)
        if wanted != text:
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_text(wanted, encoding="utf-8")
    if stale and "--check" in sys.argv:
        print(f"{', '.join(stale)}: run script/rule_tables.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
