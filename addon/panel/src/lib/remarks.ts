import { typesetFrench } from "./i18n/message";

const KINDS: Record<string, string> = {
  object: "un objet",
  list: "une liste",
  "list that says something": "une liste qui dit quelque chose",
  text: "un texte",
  "whole number": "un nombre entier",
  number: "un nombre",
  "yes or no": "oui ou non",
};

/** What Borne has remarked of a frame, by its English words, the first that fits; `$1` is what stands there. */
const FRENCH: [RegExp, string][] = [
  [/^N alone is taken as L1$/, "N seul est pris pour L1"],
  [/^is null; left out$/, "est nul ; écarté"],
  [/^is missing$/, "manque"],
  [
    /^holds characters that nobody can see; left out$/,
    "contient des caractères que personne ne voit ; écartés",
  ],
  [/^is missing; no limit is known$/, "manque ; aucune limite n’est connue"],
  [/^is missing; refused$/, "manque ; refusé"],
  [/^is missing; the time of arrival is taken$/, "manque ; l’heure d’arrivée est prise"],
  [
    /^is out of all reason; the time of arrival is taken$/,
    "n’a pas de sens ; l’heure d’arrivée est prise",
  ],
  [
    /^is no time; the time of arrival is taken$/,
    "n’est pas une heure ; l’heure d’arrivée est prise",
  ],
  [/^is of a clock that was never set$/, "vient d’une horloge jamais réglée"],
  [/^has no zone; UTC is taken$/, "est sans fuseau ; lu en UTC"],
  [/^is a count of seconds; read as such$/, "est un nombre de secondes ; lu comme tel"],
  [/^is not in OCPP's format; read as well as can be$/, "n’a pas le format d’OCPP ; lu au mieux"],
  [/^is not part of OCPP; left out$/, "ne fait pas partie d’OCPP ; écarté"],
  [/^is no list; taken as a list of one$/, "n’est pas une liste ; pris comme une liste d’un seul"],
  [/^(.*) is no text; taken as one$/, "$1 n’est pas un texte ; pris comme tel"],
  [/^has (\d+) characters where OCPP has (\d+); cut$/, "a $1 caractères au lieu de $2 ; coupé"],
  [
    /^has (\d+) characters; answered as it came$/,
    "a $1 caractères ; la réponse l’a repris tel quel",
  ],
  [/^is not a string; answered as it came$/, "n’est pas un texte ; la réponse l’a repris tel quel"],
  [/^(.*) is not known; left out$/, "$1 est inconnu ; écarté"],
  [
    /^(.*) is written as no whole number; taken as (.*)$/,
    "$1 n’est pas écrit en entier ; lu comme $2",
  ],
  [/^is taken as (.*)$/, "est pris pour $1"],
  [/^(.*) is taken as (.*)$/, "$1 est pris pour $2"],
  [/^(.*) makes no sense; left out$/, "$1 n’a pas de sens ; écarté"],
  [/^(.*) is out of all reason$/, "$1 n’a pas de sens"],
  [/^(.*) is no unit; A is taken$/, "$1 n’est pas une unité ; A est pris"],
  [
    /^(.*) is not what was asked; (.*) is taken$/,
    "$1 n’est pas ce qui était demandé ; $2 est pris",
  ],
  [/^(.*) is left out$/, "$1 est écarté"],
  [
    /^the frame was not quite JSON and was read anyway$/,
    "la trame n’était pas tout à fait du JSON et a été lue quand même",
  ],
  [/^this is not JSON: (.*)$/, "ce n’est pas du JSON : $1"],
  [/^the frame has (\d+) elements where OCPP has 4$/, "la trame a $1 éléments au lieu de 4"],
  [/^the payload is no object: (.*)$/, "le contenu n’est pas un objet : $1"],
  [/^a list was expected: (.*)$/, "une liste était attendue : $1"],
  [/^unknown message type (.*)$/, "type de message inconnu : $1"],
  [
    /^several messages came in one frame; each is read$/,
    "plusieurs messages sont venus dans une trame ; chacun est lu",
  ],
  [/^a frame without mask; read all the same$/, "une trame sans masque ; lue quand même"],
  [
    /^a message beyond all size; read as far as that$/,
    "un message d’une taille démesurée ; lu jusque-là",
  ],
  [
    /^a fragment out of turn; taken as a message of its own$/,
    "un fragment hors de son tour ; pris comme un message à lui seul",
  ],
  [/^a ping or pong that is too long; cut$/, "un ping ou pong trop long ; coupé"],
  [
    /^a text that is not UTF-8; read as well as can be$/,
    "un texte qui n’est pas en UTF-8 ; lu au mieux",
  ],
  [/^a call without unique id or action$/, "un appel sans identifiant ni action"],
  [/^a call without an action$/, "un appel sans action"],
  [/^an answer without a unique id$/, "une réponse sans identifiant"],
  [/^was not answered in time$/, "est resté sans réponse à temps"],
  [/^is not known; answered NotImplemented$/, "est inconnu ; la réponse est NotImplemented"],
  [/^is written (.*)$/, "est écrit $1"],
  [/^is refused \((\w+)\): (.*)$/, "est refusé ($1) : $2"],
  [/^is not taken \((\w+)\): (.*)$/, "n’est pas pris ($1) : $2"],
  [/^is answered by an error: (.*)$/, "reçoit une erreur pour réponse : $1"],
  [/^came too late; ignored \((.*)\)$/, "est venue trop tard ; ignorée ($1)"],
  [/^came twice; ignored \((.*)\)$/, "est venue deux fois ; ignorée ($1)"],
  [
    /^is to a call that was never made; ignored \((.*)\)$/,
    "répond à un appel jamais fait ; ignorée ($1)",
  ],
];

/** A remark in French; null: it is said in no words that are known here. */
export function frenchRemark(text: string): string | null {
  const kind =
    /^(.*) is no (object|list|list that says something|text|whole number|number|yes or no); left out$/.exec(
      text,
    );
  if (kind) return `${kind[1]} n’est pas ${KINDS[kind[2] ?? ""]}\u00a0; écarté`;
  const found = FRENCH.find(([words]) => words.test(text));
  return found ? text.replace(found[0], typesetFrench(found[1])) : null;
}
