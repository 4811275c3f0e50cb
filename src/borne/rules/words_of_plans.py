"""What is wrong in how a rule charges: plans, quotas and prices, in English and French."""

from __future__ import annotations

from borne.domain.say import Text

NO_CHARGE = Text(
    "“{text}” is no way to charge: {known}, or an amount as 10 A.",
    "« {text} » n’est pas une façon de charger : {known}, ou une valeur comme 10 A.",
)
CHARGE_NOTHING = Text(
    "An amount is more than nothing: write “off” not to charge.",
    "Une valeur est plus grande que zéro : écrivez « off » pour ne pas charger.",
)
FORECAST_TIMES = Text("Here stands one of: {known}.", "Ici se met l’un de : {known}.")
NO_QUOTA = Text(
    "“{text}” is not a quota: write it as 10 kWh per session, 4 h per day or 30 EUR per month.",
    "« {text} » n’est pas un quota : écrivez 10 kWh per session, 4 h per day ou 30 EUR per month.",
)
NEVER_WAITS = Text(
    "This rule has neither a plan nor a quota: “meanwhile” never comes.",
    "Cette règle n’a ni plan ni quota : « meanwhile » n’arrive jamais.",
)
ONE_PLAN = Text(
    "A plan has one of “ready_by”, “cheapest” and “below”.",
    "Un plan a soit « ready_by », soit « cheapest », soit « below ».",
)
NOT_WITH = Text("“{key}” does not go with “{plan}”.", "« {key} » ne va pas avec « {plan} ».")
ENERGY_OR_SOC = Text(
    "“ready_by” takes either “energy” or “soc”.",
    "« ready_by » prend soit « energy », soit « soc ».",
)
SOC_NEEDS_CAPACITY = Text(
    "A state of charge becomes energy by the battery's size: add “capacity”, as 52 kWh.",
    "Un niveau devient de l’énergie par la taille de la batterie : ajoutez « capacity », 52 kWh.",
)
COLOUR_RATES = Text(
    "Rates by colour take “colour” (an input) with “blue”, “white” and “red”, and no “peak” here.",
    "Des tarifs par couleur prennent « colour » (une entrée) avec « blue », « white » et « red », "
    "sans « peak » ici.",
)
PRICE_PEAK = Text(
    "A price by the clock needs “peak”, and “off_peak” with “off_peak_hours”.",
    "Un prix à l’horloge demande « peak », et « off_peak » avec « off_peak_hours ».",
)
OFF_PEAK_HOURS = Text(
    "“off_peak” and “off_peak_hours” go together.",
    "« off_peak » et « off_peak_hours » vont ensemble.",
)
