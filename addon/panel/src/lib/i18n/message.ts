/** Puts values into the `{name}` places of a message; an unknown place stays visible. */
export function fill(message: string, params: Record<string, string | number>): string {
  return message.replace(/\{(\w+)\}/g, (place, name: string) => String(params[name] ?? place));
}

export function pluralForm(language: string, count: number): "one" | "other" {
  return new Intl.PluralRules(language).select(count) === "one" ? "one" : "other";
}

/** French sets a space that does not break before ; : ! ? » % and after «. */
export function typesetFrench(message: string): string {
  return message.replace(/ (?=[;:!?»%])/g, "\u00a0").replaceAll("« ", "«\u00a0");
}
