import type en from "../en/files";

export default {
  title: "Micrologiciel et fichiers",
  failed: "Les fichiers n’ont pas pu être listés.",
  again: "Réessayer",
  offline: "La borne n’est pas connectée : ce que vous demandez maintenant ne peut l’atteindre.",
  other_protocols:
    "Cette borne dit n’échanger de fichiers que par {protocols}, et Borne propose HTTP : elle ne peut ni prendre de micrologiciel chez Borne ni y apporter de fichier. Utilisez l’adresse d’un serveur à vous qui parle {protocols}.",

  firmware: "Micrologiciel",
  runs: "La borne dit faire tourner {version}.",
  firmware_none: "Aucun fichier. Prenez celui du fabricant, pour ce modèle exactement.",
  add: "Ajouter un micrologiciel",
  adding: "{name} : {share}",
  added: "{name} est là.",
  add_cancelled: "Rien de {name} n’a été gardé.",
  bad_name:
    "{name} ne peut pas nommer un micrologiciel : lettres, chiffres, . - _ + et espaces, 100 au plus.",
  no_answer: "Borne ne répond pas. Réessayez.",
  send: "Envoyer…",
  send_label: "Envoyer {name}",
  send_title: "Envoyer {name} à {charger}",
  send_lead:
    "La borne va chercher le fichier elle-même, l’installe et redémarre ; une charge en cours s’arrête. Un mauvais fichier peut la casser.",
  when: "Quand",
  now: "Maintenant",
  later: "À une heure choisie",
  at: "Heure de la maison",
  send_go: "L’envoyer",
  elsewhere: "Depuis un serveur à vous",
  elsewhere_lead: "L’adresse du fichier, telle que la borne l’atteint.",
  no_recall:
    "OCPP 1.6 ne sait pas rappeler une mise à jour. Supprimez le fichier ici avant que la borne ne le prenne, et la mise à jour échoue sans dommage.",
  remove: "Supprimer",
  remove_label: "Supprimer {name}",
  remove_sure: "Supprimer {name} ? Une borne qui devait le prendre ne le pourra plus.",
  remove_received: "Supprimer {name} ?",
  removed: "{name} est supprimé.",
  cancel: "Annuler",

  diagnostics: "Diagnostics et journaux",
  diagnostics_lead: "Ce que la borne a noté, empaqueté par elle et apporté ici.",
  ask_diagnostics: "Demander les diagnostics",
  ask_log: "Demander le journal",
  ask_security: "Demander le journal de sécurité",
  security_note:
    "Les journaux demandent l’extension de sécurité d’OCPP ; toutes les bornes ne l’ont pas.",
  from: "De",
  to: "À",
  period: "Seulement une période",
  to_url: "Vers un serveur à vous",
  to_url_lead: "L’adresse d’un dossier où la borne peut écrire.",

  received: "Reçus de cette borne",
  received_none: "Elle n’a rien envoyé.",
  download: "Télécharger",
  download_label: "Télécharger {name}",
  kind_diagnostics: "Diagnostics",
  kind_log: "Journal",

  progress_firmware: "La mise à jour",
  progress_diagnostics: "Les diagnostics",
  progress_log: "Le journal",
  gone: "{done} sur {total}",
  gone_some: "{done} jusqu’ici",

  "status.Downloading": "La borne va chercher le fichier.",
  "status.DownloadScheduled": "La borne ira chercher le fichier à son heure.",
  "status.DownloadPaused": "La borne a suspendu la prise du fichier.",
  "status.Downloaded": "Le fichier est dans la borne ; elle va l’installer.",
  signed: "Signé par le fabricant",
  signed_lead:
    "Si le fabricant donne un certificat et une signature avec le fichier, la borne vérifie les deux avant d’installer (SignedUpdateFirmware).",
  signed_certificate: "Certificat du fabricant (PEM)",
  signed_signature: "Signature (Base64)",
  "status.SignatureVerified": "La borne a vérifié la signature.",
  "status.InstallScheduled": "La borne installera le fichier à son heure.",
  "status.Installing": "La borne installe le fichier. Laissez-la sous tension.",
  "status.InstallRebooting": "La borne redémarre.",
  "status.Installed": "Le nouveau micrologiciel est installé.",
  "status.DownloadFailed":
    "La borne n’a pas pu prendre le fichier. Voyez si elle atteint le port de Borne pour les fichiers.",
  "status.InstallationFailed":
    "La borne n’a pas pu installer le fichier et garde ce qu’elle avait. Est-ce le fichier de ce modèle ?",
  "status.InstallVerificationFailed": "La borne a trouvé le fichier installé mauvais.",
  "status.InvalidSignature": "La borne refuse la signature du fichier.",
  "status.Uploading": "La borne envoie.",
  "status.Uploaded": "La borne l’a envoyé.",
  "status.UploadFailed":
    "La borne n’a pas pu l’envoyer. Voyez si elle atteint le port de Borne pour les fichiers.",
  "status.UploadFailure":
    "La borne n’a pas pu l’envoyer. Voyez si elle atteint le port de Borne pour les fichiers.",
  "status.BadMessage": "La borne n’a pas compris la demande.",
  "status.NotSupportedOperation": "La borne ne sait pas faire cela.",
  "status.PermissionDenied": "La borne n’a pas eu le droit d’écrire là.",
  "status.AcceptedCanceled": "La borne y a mis fin pour une demande plus récente.",
  "problem.interrupted": "La connexion a cessé au milieu du fichier ; rien n’en a été gardé.",
  "problem.interrupted.firmware":
    "La connexion a cessé au milieu du fichier ; la borne peut reprendre où elle s’est arrêtée.",
  "problem.changed":
    "Le fichier a changé pendant que la borne le prenait : relancez la mise à jour.",
  "problem.parts":
    "La borne envoie le fichier en morceaux, et Borne ne prend que des fichiers entiers.",
  "problem.too_large": "Le fichier est plus grand que Borne n’en garde ; rien n’en a été gardé.",
  "problem.disk": "Le disque de Borne est plein ; rien du fichier n’a été gardé.",
  problem_other: "Échec : {word}.",
  arrived: "Il est là.",
  fetched: "La borne a pris le fichier.",
  moving: "En route.",
} satisfies Record<keyof typeof en, string>;
