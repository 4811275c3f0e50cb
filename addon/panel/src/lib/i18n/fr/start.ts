import type en from "../en/start";

export default {
  title: "Pas encore de borne",
  lead: "Donnez cette adresse à votre borne. Elle apparaît ici dès qu’elle se connecte.",
  address: "L’adresse à saisir",
  ip_here: "ADRESSE-IP",
  ip_unknown:
    "Mettez à la place de {ip} l’adresse IP de votre Home Assistant dans votre réseau, comme 192.168.1.2 : de là où vous avez ouvert cette page, Borne ne peut pas la connaître.",
  ip_instead:
    "Si la borne n’atteint pas ce nom, entrez à sa place l’adresse IP de votre Home Assistant.",
  copy: "Copier",
  copied: "Copiée",
  step1: "Saisir l’adresse",
  "step1.legrand":
    "Legrand Green’Up Premium : avec un ordinateur relié à la prise RJ45 de son kit de communication, téléchargez le fichier de configuration OCPP depuis les pages de la borne. Borne le remplit pour vous.",
  "step1.file": "Préparer le fichier",
  "step1.other":
    "Toute autre marque : son application d’installation ou sa page web a un champ « serveur OCPP », « CSMS » ou « supervision ». Certaines veulent l’identité à la fin de l’adresse.",
  step2: "La laisser se connecter",
  "step2.text":
    "Enregistrez et redémarrez la borne. Elle parle OCPP 1.6 par WebSocket ; tous les chemins conviennent, avec ou sans barre à la fin.",
  step3: "L’adopter",
  "step3.text":
    "Elle apparaît sur cette page avec ce qu’elle dit d’elle-même. Donnez-lui un nom, et les règles prennent la main.",
  waiting: "À l’écoute sur le port {port}",
} satisfies Record<keyof typeof en, string>;
