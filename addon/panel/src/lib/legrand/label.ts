import { w, type LegrandKey } from "../i18n/legrand";
import { type Field, numbered } from "./form";

/** What a field is called, with its number where there are several. */
export function labelOf(field: Field, fields: Field[]): string {
  const name = w(`field.${field.kind}` as LegrandKey, { n: field.number });
  if (field.kind === "mode" || !numbered(field, fields)) return name;
  return w("field.numbered", { name, n: field.number });
}
