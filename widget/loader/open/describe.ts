/** A field by its whole name, and where it stands in its form: the step is the legend of the outermost set around it, else the heading before it. */

import { own } from "../dom.ts";
import type { Found } from "../fields.ts";
import { wordsOf } from "../words.ts";

const LENGTH = 200; // characters

export interface Described extends Found { step: string | null }

/** "Montant, ligne 3" names the column, whatever the row: "Montant". */
export const withoutRank = (label: string): string => label.replace(/([,;:(–-][^,;:(–-]*|\s)\d+\W*$/, "").trim();

/** A set within a set is a part of the name: "Date de naissance, Jour". */
function wholeLabel({ key, label, controls }: Found): string {
  const set = wordsOf(controls[0]!.closest("fieldset fieldset")?.querySelector("legend"));
  const own = (key.includes("#") && withoutRank(label)) || label;
  return (set && set !== own ? `${set}, ${own}` : own).slice(0, LENGTH);
}

function outermost(control: Element): Element | null {
  const set = control.closest("fieldset");
  return (set?.parentElement && outermost(set.parentElement)) ?? set;
}

export function describe(found: Found[]): Described[] {
  const headings = [...own("querySelectorAll")("h2,h3,h4")];
  const before = (control: Element) =>
    headings.filter((heading) => heading.compareDocumentPosition(control) & Node.DOCUMENT_POSITION_FOLLOWING).pop();
  return found.map((field) => {
    const control = field.controls[0]!;
    const step = wordsOf(outermost(control)?.querySelector("legend")) || wordsOf(before(control));
    const label = wholeLabel(field);
    return { ...field, label, step: step === label ? null : step.slice(0, LENGTH) || null };
  });
}
