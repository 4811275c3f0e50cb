"""What is wrong with phases in a rule file, in sentences."""

from __future__ import annotations

from borne.domain.say import Text

NOT_PHASES = Text(
    "“{text}” is not a number of phases: 1, 3, or 1 or 3.",
    "« {text} » n’est pas un nombre de phases : 1, 3, ou 1 or 3.",
)
NOT_PHASES_HERE = Text(
    "“{text}” is not a number of phases: 1, 2, 3, or 1 or 3.",
    "« {text} » n’est pas un nombre de phases : 1, 2, 3, ou 1 or 3.",
)
ONE_PHASE_SITE = Text(
    "This site has one phase; three need “phases: 3” under “site”.",
    "Ce site a une seule phase ; trois demandent « phases: 3 » sous « site ».",
)
NO_SWITCHING = Text(
    "No connector that this rule speaks of changes its phases, so this does nothing.",
    "Aucun connecteur dont parle cette règle ne change de phases : cela ne fait rien.",
)
SAY_SO = Text(
    "Say “phases: 1 or 3” under “site: connectors: garage/1:” once you know that charger and cars "
    "bear it.",
    "Écrivez « phases: 1 or 3 » sous « site: connectors: garage/1: » quand vous savez que la borne "
    "et les voitures le supportent.",
)
CHANGE_OF_NOTHING = Text(
    "“phase_change” belongs to a connector with “phases: 1 or 3”.",
    "« phase_change » va avec un connecteur qui dit « phases: 1 or 3 ».",
)
