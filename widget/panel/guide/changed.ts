/** Steps that speak of a field which is no longer what it was. */
import type { Step } from "../../protocol/wire.ts";

/** Since when the field is another one than the step speaks of; null when it was written or validated after that. */
export function changedSince({ field, edited_at, validated }: Pick<Step, "field" | "edited_at" | "validated">, changed: Record<string, string>): string | null {
  const at = field ? changed[field.key] : undefined;
  const known = Math.max(Date.parse(edited_at), validated ? Date.parse(validated.at) : 0);
  return at !== undefined && Date.parse(at) > known ? at : null;
}
