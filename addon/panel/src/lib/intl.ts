// Formatters: one is dear to make, and a page asks for a thousand of them a second.

const made = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat | Intl.RelativeTimeFormat>();

function once<F extends Intl.DateTimeFormat | Intl.NumberFormat | Intl.RelativeTimeFormat, O>(
  Format: new (language: string, options: O) => F,
  language: string,
  options: O,
): F {
  const key = `${Format.name} ${language} ${JSON.stringify(options)}`;
  const known = made.get(key) as F | undefined;
  if (known) return known;
  const format = new Format(language, options);
  made.set(key, format);
  return format;
}

export const dates = (language: string, options: Intl.DateTimeFormatOptions) =>
  once(Intl.DateTimeFormat, language, options);

export const numbers = (language: string, options: Intl.NumberFormatOptions) =>
  once(Intl.NumberFormat, language, options);

export const agoes = (language: string, options: Intl.RelativeTimeFormatOptions) =>
  once(Intl.RelativeTimeFormat, language, options);
