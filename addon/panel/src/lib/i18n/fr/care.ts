import type en from "../en/care";

export default {
  strict: "Mode strict",
  strict_lead:
    "Pour tester une borne : rien de ses messages n’est réparé. Ce qui n’est pas conforme à OCPP reçoit l’erreur qui convient et est compté sous Réparations ; la connexion reste, et la fin d’une charge est tout de même enregistrée.",
  strict_on: "La prendre au mot",
  strict_off: "Désactivé",
  strict_chip: "Mode strict",

  rhythm: "Maintien de la connexion",
  rhythm_lead:
    "Borne envoie des pings, la borne des signes de vie. Les deux s’accélèrent si la connexion finit toujours après le même silence, et se détendent après des semaines calmes.",
  ping: "Ping de Borne",
  heartbeat: "Signe de vie de la borne",
  every: "toutes les {time}",
  usual: "comme d’habitude",
  by_hand: "fixé à la main",
  learned: "depuis {when} : la ligne finissait après {silence} de silence",
  relaxed: "revient vers l’habitude depuis {when}",
  drops_none: "Aucune coupure n’est retenue.",
  drops_no_pattern:
    "{n} coupures sont retenues, la dernière {when} ; leurs silences n’ont rien de régulier.",
  drops_pattern:
    "{n} coupures sont retenues, la dernière {when} ; la plupart après {silence} de silence.",
  fix: "Fixer à la main…",
  fix_ping: "Ping, secondes",
  fix_heartbeat: "Signe de vie, secondes",
  fix_hint: "Laissez un champ vide pour que Borne choisisse.",
  save: "Utiliser",
  free: "Laisser Borne choisir",

  list: "La liste de badges de la borne",
  list_lead:
    "Les badges que la borne connaît quand Borne est injoignable. Borne la tient à jour : les changements sont groupés, et envoyés douze fois par jour au plus.",
  "list.in_step": "Elle a tous les badges.",
  "list.waiting": "Elle sera bientôt vérifiée.",
  "list.sending": "Elle est demandée ou envoyée.",
  "list.failed": "La borne a répondu « {status} ». Un nouvel essai suivra.",
  "list.refused":
    "La borne ne tient pas de liste, ou ne la prend pas ({status}). Borne n’insiste pas ; « Envoyer » réessaie.",
  "list.unsupported": "La borne dit ne pas tenir de liste de badges.",
  "list.off":
    "La liste est désactivée dans la borne (LocalAuthListEnabled). « Badges connus » ci-dessous l’active.",
  list_version: "Version présente",
  list_unknown: "pas encore demandée",
  list_none: "aucune",
  list_entries: "Badges présents",
  list_wanted: "Badges attendus",
  list_of: "{n} sur {most} au plus",
  list_sent: "Dernière écriture",
  list_due: "Prochaine vérification",
  list_writes: "{n} en 24 heures",
  list_send: "Envoyer",
  list_read: "Lire sa version",
  list_forget: "Lui faire oublier les badges acceptés",

  reserve: "Réservations",
  reserve_lead:
    "Une prise est gardée pour un badge : d’ici là, aucun autre ne peut y lancer une charge.",
  reserve_who: "Pour qui",
  reserve_where: "Quelle prise",
  reserve_any: "n’importe quelle prise",
  reserve_for: "Pendant",
  reserve_go: "Réserver",
  reserve_until: "jusqu’à {time}",
  reserve_end: "Y renoncer",
  reserve_none: "Rien n’est réservé",
  reserve_nobody: "Aucun badge n’est connu pour qui la garder.",
  reserve_badges: "Vers les badges",

  force: "En vigueur, d’après la borne elle-même",
  force_read: "Relire",
  force_read_of: "Relire : {name}",
  force_from: "Dès",
  force_now: "maintenant",
  force_limit: "Limite",
  force_none: "sans limite",
  force_phases: "Phases",
  force_nothing: "La borne n’indique aucune limite pour les prochaines 24 heures.",

  offline: "Quand Borne est injoignable",
  offline_lead: "Qui peut charger pendant que la borne est seule.",
  "offline.everybody": "Tout le monde",
  "offline.everybody.what": "Tout badge lance une charge. Borne l’enregistre à son retour.",
  "offline.known": "Badges connus",
  "offline.known.what":
    "Seuls les badges de sa propre liste, ou déjà acceptés si elle n’a pas de liste.",
  "offline.nobody": "Personne",
  "offline.nobody.what": "Aucune charge ne commence avant le retour de Borne.",
  offline_mixed: "Les réglages de la borne se contredisent : choisissez.",
  offline_unknown: "Les réglages de la borne ne le disent pas.",
} satisfies Record<keyof typeof en, string>;
