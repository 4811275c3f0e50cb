// Characters that nobody sees, as \u202e: a charger's own words must not turn a line round.

const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\u034f\u115f\u1160\u17b4\u17b5\u2028\u2029\u3164\uffa0]/gu;

/** The text with the number of each character that nobody sees. */
export function exposed(text: string): string {
  return text.replace(UNSEEN, (char) =>
    [...Array(char.length).keys()]
      .map((at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}
