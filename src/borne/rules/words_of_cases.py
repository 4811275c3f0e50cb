"""What the tests of a rule file expect, got and get wrong, in English and French."""

from __future__ import annotations

from borne.domain.say import Text

NO_MOMENT = Text(
    "“{text}” is not a moment, as Tue 12:00, 2 Jan 18:30 or 2026-12-25 08:00.",
    "« {text} » n’est pas un moment, comme Tue 12:00, 2 Jan 18:30 ou 2026-12-25 08:00.",
)
NOTHING_TO_GIVE = Text(
    "“{name}” is neither an input nor a name that can be given.",
    "« {name} » n’est ni une entrée, ni un nom qui puisse être donné.",
)
NO_RULE_CALLED = Text(
    "There is no rule “{name}”; “none” stands for no rule.",
    "Il n’y a pas de règle « {name} » ; « none » dit qu’aucune ne décide.",
)
NO_LIMIT_CALLED = Text("There is no limit “{name}”.", "Il n’y a pas de limite « {name} ».")
TEST_FAILED = Text(
    "This test fails. Expected: {expected}. Got: {got}.",
    "Ce test échoue. Attendu : {expected}. Obtenu : {got}.",
)
THE_RULE = Text("the rule “{name}”", "la règle « {name} »")
NO_RULE_AT_ALL = Text("no rule", "aucune règle")
CHARGES = Text("charge {mode}", "charge {mode}")
AT_MOST = Text("at most {amps}", "au plus {amps}")
LIMITS_HOLD = Text("the limits {names}", "les limites {names}")
NO_LIMIT_HOLDS = Text("no limit", "aucune limite")
CHARGES_AT = Text("its plan charges {times}", "son plan charge {times}")
CHARGES_NEVER = Text("its plan does not charge", "son plan ne charge pas")
WITHIN = Text("its plan charges within {times}", "son plan charge dans {times}")
NO_PLAN = Text("{why}: no plan", "{why} : pas de plan")
WILL_MISS = Text("{missing} will be missing", "il manquera {missing}")
ON_PHASES = Text("on {phases}", "sur {phases}")
ON_ALL = Text("on all that the connector has", "sur toutes celles du connecteur")
ALLOWED = Text("it may charge", "elle peut charger")
NOT_ALLOWED = Text("it waits", "elle attend")
