import type en from "../en/details";

export default {
  title: "À propos de {name}",
  identity: "Identité",
  vendor: "Marque",
  model: "Modèle",
  serial: "Numéro de série",
  firmware: "Micrologiciel",
  protocol: "Protocole",
  remote: "Adresse",
  first_seen: "Vue pour la première fois",
  last_seen: "Vue pour la dernière fois",
  register: "Index du compteur",
  configuration: "Configuration",
  "configuration.none": "Pas encore lue : choisissez « Lire sa configuration » dans le menu.",
  key: "Clé",
  value: "Valeur",
  readonly: "lecture seule",
} satisfies Record<keyof typeof en, string>;
