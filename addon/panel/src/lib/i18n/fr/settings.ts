import type en from "../en/settings";

const fr: Record<keyof typeof en, string> = {
  title: "Réglages",
  viewer: "Seul un administrateur de Home Assistant voit les réglages.",
  failed: "Lecture impossible. Vérifiez la connexion et réessayez.",
  retry: "Réessayer",

  notices: "Notifications",
  notices_lead:
    "Ce que Borne dit d’elle-même : Home Assistant l’affiche et les téléphones des administrateurs sonnent. Chaque cause n’est signalée qu’une fois, et la notification s’efface quand elle est passée.",
  alone:
    "Borne fonctionne sans Home Assistant : il n’y a personne à prévenir. Le panneau montre tout.",
  by_rules: "Vos règles le disent elles-mêmes (events:)",
  "kind.unknown_badge": "Un badge inconnu",
  "kind.unknown_badge.what": "Autorisez-le une fois, toujours, ou bloquez-le, depuis le téléphone",
  "kind.new_charger": "Une nouvelle borne",
  "kind.new_charger.what": "Elle s’est connectée et attend d’être adoptée",
  "kind.car_waits": "Une voiture qui attend",
  "kind.car_waits.what":
    "Branchée, sans charger encore : pourquoi, avec un bouton pour charger maintenant",
  "kind.boost": "Pleine puissance à la main",
  "kind.boost.what": "Avec un bouton pour revenir aux règles",
  "kind.session_ended": "Une session terminée",
  "kind.session_ended.what": "Ce qui a été chargé, en combien de temps et pour combien",
  "kind.limit_ignored": "Une limite non suivie",
  "kind.limit_ignored.what": "Avec un bouton pour arrêter la charge",
  "kind.contract_near": "L’abonnement presque atteint",
  "kind.contract_near.what": "Même la nuit quand le disjoncteur va couper",
  "kind.charger_lost": "Une borne absente",
  "kind.charger_lost.what": "Non connectée depuis deux minutes",
  "kind.charger_fault": "Un défaut d’une borne",
  "kind.charger_fault.what": "Tel que la borne le signale",
  "kind.problem": "Ce que vous seul pouvez réparer",
  "kind.problem.what":
    "Un disque plein, une erreur dans les fichiers de règles, une limite refusée",

  quiet: "Heures de silence",
  quiet_what:
    "Aucun téléphone ne sonne alors ; ce qui dure encore à la fin est signalé à ce moment-là. Ce qui est critique n’attend pas.",
  quiet_from: "de",
  quiet_to: "à",
  phones: "Téléphones qui sonnent : {phones}",
  phones_none:
    "Aucun téléphone trouvé. Liez une personne à un utilisateur administrateur et donnez-lui le traceur du téléphone.",
  phones_away: "Home Assistant est absent : ses téléphones ne sont pas connus pour l’instant.",
  test: "Envoyer un essai",

  old: "Vous venez de l’intégration OCPP",
  old_lead:
    "Les entités de Borne peuvent prendre les noms de celles de cette intégration, pour que tableaux de bord et automatisations continuent. Vous voyez d’abord ce qui changerait, et cela s’annule. Il faut pour cela les entités comme appareils d’un broker MQTT.",
  old_charger: "Borne",
  old_name: "Son nom là-bas (cpid)",
  old_preview: "Montrer ce qui changerait",
  old_running:
    "L’intégration tourne encore. Désactivez-la d’abord : Paramètres > Appareils et services > OCPP > Désactiver.",
  old_nothing: "Aucune entité de cette borne ne pourrait prendre un ancien nom.",
  old_unit: "affichée en {unit} comme avant",
  "fate.free": "L’ancien nom est libre",
  "fate.old": "L’entité de l’intégration fait place",
  "fate.taken": "Une autre entité porte l’ancien nom et le garde",
  "fate.same": "C’est déjà son nom",
  "old_take.one": "Reprendre {n} nom",
  "old_take.other": "Reprendre {n} noms",
  "old_undo.one": "Rendre {n} nom",
  "old_undo.other": "Rendre {n} noms",

  report: "Signaler un problème",
  report_lead:
    "Une archive avec versions, options, bornes, derniers messages, décisions et lignes du journal. Mots de passe, jetons, badges et adresses sont remplacés.",
  report_get: "Télécharger l’archive",
};

export default fr;
