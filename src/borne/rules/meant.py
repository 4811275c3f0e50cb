"""Words that people type for those of the language, in English and French: meant, not misspelt."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

_TYPED: Final[Mapping[str, str]] = {
    # Sections
    "site": "house, home, maison, logement, domicile, installation",
    "inputs": "entrees, sensors, capteurs, entities, entites, variables",
    "conditions": "si, cas",
    "rules": "regles, automations, automatisations, automation",
    "limits": "limites, maximums, plafonds",
    "access": "acces, badges, users, utilisateurs, cards, cartes",
    "events": "evenements, notifications, alerts, alertes, actions",
    "tests": "essais, checks, verifications, examples, exemples",
    # Conditions
    "when": "if, quand, si, lorsque, condition, while, tant que, where, whenever",
    "between": (
        "time, times, hours, hour, heure, heures, horaire, horaires, entre, schedule, plage, "
        "plages, window, windows, from, at, off peak, off peak hours, heures creuses, hc, "
        "heures pleines, time range, creneau, creneaux"
    ),
    "days": "day, jour, jours, weekday, jour de la semaine, on days",
    "season": "saison, month, months, mois, date, dates, period, periode",
    "charger": "borne, station, wallbox, evse, charge point, chargeur",
    "connector": "prise, connecteur, socket, plug, outlet, point de charge",
    "who": (
        "qui, user, utilisateur, tag, badge, card, carte, person, personne, vehicle, vehicule, "
        "car, voiture, group, groupe"
    ),
    "for": "pendant, duree, during, since, depuis, duration, hold, lasting",
    "sun": "soleil, daylight, sunlight, solar, solaire",
    "any": "ou, or, one of, un de, any of, au moins un",
    # Rules and plans
    "name": "nom, title, titre, id, label, alias",
    "charge": (
        "recharge, recharger, charger, mode, action, then, alors, do, amps, amp, ampere, amperes, "
        "power, puissance, kw, watts, speed, vitesse, output"
    ),
    "current": (
        "courant, intensite, amps, amp, ampere, amperes, max current, maximum current, "
        "courant max, limit, limite, ceiling, plafond"
    ),
    "phases": "phase, nombre de phases",
    "style": "maniere, strategy, strategie, behaviour, behavior, facon",
    "priority": "priorite, order, ordre, rank, rang, importance",
    "at_most": "au plus, limit, limite, quota, budget, up to, maximum, max, jusqu’a",
    "meanwhile": "en attendant, waiting, otherwise, else, sinon, fallback, default",
    "stay_for": "keep for, minimum duration, duree minimale, rester, min time, at least",
    "ready_by": "ready, pret, prete, deadline, by, departure, depart, pret a, heure de depart",
    "energy": "energie, kwh, amount, quantite",
    "soc": "battery, batterie, level, niveau, percent, pourcent, state of charge, charge level",
    "capacity": "capacite, battery size, taille",
    "car": "voiture, vehicle, vehicule",
    "prefer": "prefere, preferer, preference, priority, priorite, favour, favor",
    "in_one_go": "en une fois, contiguous, d’un coup, continu, contigu, without pause",
    "cheapest": "moins cher, le moins cher, cheap, cheaper, economique, low cost, price, prix",
    "before": "avant, until, jusqu’a",
    "below": "sous, en dessous, under, less than, moins de, max, maximum, inferieur",
    "price": "prix, tarif, tariff, cost, cout, rate, spot",
    # Limits, access, events, tests
    "keep": "garder, maintenir, input, entree, sensor, capteur, meter, compteur, watch",
    "total": "ensemble, together, sum, somme, all, toutes, overall",
    "known_tag": "known badge, badge connu, known, known card, carte connue",
    "unknown_tag": "unknown badge, badge inconnu, unknown, unknown card, carte inconnue",
    "without_tag": "sans badge, no badge, no tag, without badge, without card, sans carte",
    "on": "event, evenement, trigger, declencheur, when, quand, if, lors de",
    "notify": "message, notification, notifier, prevenir, text, texte, say, alert",
    "to": "a, target, cible, service, phone, telephone, recipient, destinataire",
    "severity": "severite, gravite, importance, level, niveau, urgency, urgence",
    "quiet": "calme, silence, silent, nuit, night, do not disturb, ne pas deranger",
    "event": "fire, emit, emettre, evenement",
    "call": "service, action, appeler, do, run",
    "data": "donnees, service data, payload, fields",
    "at": "time, heure, when, quand, date, moment, le",
    "given": "donne, donnees, with, avec, inputs, entrees, assume, if, state, etats",
    "expect": "attendu, attendre, then, alors, result, resultat, should, expected",
    "allowed": "autorise, permitted, permis, accepted, accepte",
    # Site
    "time_zone": "timezone, tz, zone, fuseau, fuseau horaire, zone horaire",
    "country": "pays",
    "contract": (
        "contrat, abonnement, subscription, puissance, puissance souscrite, power, max power"
    ),
    "voltage": "tension, volts, volt",
    "meter": "compteur, grid, reseau, grid meter, consumption, consommation",
    "apparent": "linky, va, apparent power, puissance apparente, papp, sinsts",
    "breaker": "disjoncteur, fuse, fusible",
    "per_phase": "par phase, phase meters, l1 l2 l3",
    "demand_window": "demand, mean power, puissance moyenne, peak demand, pointe",
    "solar": "solaire, pv, photovoltaique, photovoltaic, production, soleil, panels, panneaux",
    "battery": "batterie, storage, stockage, home battery, batterie domestique",
    "forecast": "prevision, previsions, prediction, meteo, prevoit",
    "safe_current": "courant de securite, fallback, secours, emergency current, default current",
    "if_lost": "offline, hors ligne, disconnected, perdu, si perdu, on loss",
    "connectors": "bornes, chargers, wallboxes, connecteurs, prises, stations, evses",
    "import": "imported, consumption, consommation, soutirage, importe",
    "export": "exported, injection, exporte, feed in",
    "peak": "heures pleines, hp, pleines, pointe",
    "off_peak": "heures creuses, hc, creuses, night, nuit",
    "off_peak_hours": "heures creuses, hc, plages, hours, heures, schedule",
    "colour": "color, couleur, tempo",
    "tomorrow": "demain",
    "blue": "bleu, bleue",
    "white": "blanc, blanche",
    "red": "rouge",
    "least": "minimum, min, lowest, au moins, minimal",
    "most": "maximum, max, highest, au plus, maximal, limit, limite, greedy, tout",
    "steps": "step, pas, increments",
    "wiring": "cablage, rotation, phase rotation, ordre des phases, phase order",
    "follows_in": "delay, delai, response time, temps de reponse",
    "entity": "entite, sensor, capteur, source, entity id",
    "unit": "unite, unit of measurement, unite de mesure",
    "max_age": "age, timeout, expire, age max, stale after, expires",
    "if_unknown": "default, defaut, par defaut, fallback, si inconnu, si inconnue, unknown",
    # Values
    "off": "none, stop, never, no, arret, non, rien, jamais, eteint, pause, disabled, zero",
    "max": (
        "full, fast, maximum, full power, plein, pleine puissance, a fond, rapide, boost, always, "
        "yes, oui, toujours, on, now"
    ),
    "min": "minimum, least, slow, lent, mini, minimal, minute, minutes",
    "surplus": "solar, sun, pv, soleil, solaire, excess, excedent, exces, solar only, eco",
    "min+surplus": (
        "min+solar, min+soleil, min+sun, min+pv, minimum+surplus, min plus surplus, min pv"
    ),
    "strict": "eco, only sun, stricte, exact, solaire seul",
    "balanced": "balance, normal, medium, equilibre, equilibree, moyen",
    "weekdays": "workdays, ouvres, jours ouvres, semaine, working days, en semaine",
    "weekend": "week ends, weekends, week end, we, fin de semaine",
    "holidays": "feries, jours feries, public holidays, vacances, ferie, holiday",
    "mon-fri": "lundi vendredi, lundi a vendredi, du lundi au vendredi, lun ven",
    "mon": "lundi, lun",
    "tue": "mardi, mar",
    "wed": "mercredi, mer",
    "thu": "jeudi, jeu",
    "fri": "vendredi, ven",
    "sat": "samedi, sam",
    "day": "jour, days, jours, daily",
    "week": "semaine, weeks, semaines, weekly",
    "month": "mois, months, monthly",
    "session": "charge, branchement, plug in, sessions",
    "reject": "refuse, refuser, rejeter, deny, no, non, interdire",
    "accept": "accepter, allow, autoriser, yes, oui, permettre",
    "ask": "demander, prompt, notify",
    "wait": "attendre, attend, hold",
    "boost": "max, full, pleine puissance, rapide",
    "session started": "session debut, session commencee, debut de session, plugged, branche",
    "session ended": "session finie, session terminee, fin de session, unplugged, debranche",
    "tag unknown": "unknown badge, badge inconnu, unknown tag, badge unknown",
    "tag accepted": "badge accepte, known tag, badge accepted, badge connu",
    "charger lost": "borne perdue, borne absente, charger offline, offline, hors ligne",
    "charger back": "borne revenue, charger online, online, en ligne, reconnected",
    "limit ignored": "limite ignoree",
    "limit near": "limite proche, contract near, overload, surcharge, depassement",
    "rule changed": "regle changee, new rule, changement de regle",
    "info": "low, normal, basse, faible, information",
    "warning": "warn, medium, attention, avertissement, moyenne",
    "critical": "high, urgent, haute, critique, elevee, alarm, alarme, emergency",
    "W": "watt, watts",
    "kW": "kilowatt, kilowatts",
    "VA": "voltampere, voltamperes",
    "kVA": "kilovoltampere, kilovoltamperes",
    "A": "amp, amps, ampere, amperes",
    "V": "volt, volts",
    "Wh": "wattheure, wattheures, watt hour, watt hours",
    "kWh": "kilowattheure, kilowattheures, kilowatt hour, kilowatt hours",
    "s": "second, seconds, seconde, secondes, sec",
    "h": "hour, hours, heure, heures",
    "d": "day, days, jour, jours, j",
    "%": "percent, pourcent, pct",
    "EUR": "euro, euros",
    # Names, functions and words of expressions
    "plugged": "branche, branchee, connected, plugged in, branchement",
    "charging": "en charge, charge, recharge, is charging",
    "tag": "badge, card, carte, rfid",
    "person": "personne, user, utilisateur, qui, who",
    "vehicle": "vehicule, voiture, car",
    "status": "etat, statut, state",
    "session_energy": "energy, energie, kwh, charged, charge energy",
    "session_time": "duration, duree, temps, elapsed, time",
    "power": "puissance, watts, load, draw, consommation",
    "headroom": "marge, room, reste, remaining, available, disponible",
    "now": "time, hour, heure, maintenant, clock",
    "weekday": "day, jour, dow, jour de la semaine",
    "holiday": "ferie, jour ferie, vacances, public holiday",
    "sunrise": "lever, lever du soleil, dawn, aube",
    "sunset": "coucher, coucher du soleil, dusk, crepuscule",
    "abs": "absolu, absolute, valeur absolue",
    "round": "arrondi, arrondir",
    "clamp": "limit, limite, borner, bound",
    "known": "connu, connue, exists, is known, available, disponible, has value",
    "age": "anciennete, last seen, since, depuis",
    "average": "mean, avg, moyenne, moy",
    "changed": "change, changes, modifie",
    "and": "et, und",
    "or": "ou, either",
    "not": "non, pas, sauf, no, isnt, unless, except",
    "is": "est, be, equal, egal, egale, vaut, eq, equals",
    "in": "dans, parmi, within, among",
    "true": "vrai, vraie, oui, yes",
    "false": "faux, fausse, non, no",
}
"""By word of the language, what is typed for it; where several are meant, the first one counts."""

NEGATIONS: Final = frozenset(
    {"unless", "except", "except when", "if not", "sauf", "sauf si", "a moins que", "excepte"}
)
"""Keys that people type for a `when` that must not hold."""


def bare(text: str) -> str:
    """A word as it is looked up: small letters without accents, one space between its parts."""
    parts = unicodedata.normalize("NFKD", text[:60].casefold().replace("'", "’"))
    letters = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return " ".join(letters.replace("_", " ").replace("-", " ").split())


def meant(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that people mean by `word`, if they mean one."""
    there = {name.casefold(): name for name in known}
    for name in _MEANT.get(bare(word), ()):
        if name.casefold() in there:
            return there[name.casefold()]
    return None


def _by_typed() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, typed in _TYPED.items():
        for word in typed.split(","):
            found.setdefault(word.strip(), []).append(name)
    return {word: tuple(names) for word, names in found.items()}


_MEANT: Final = _by_typed()
