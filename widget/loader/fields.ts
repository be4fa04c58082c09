/**
 * The controls of the page's forms, each by a key that outlives other row numbers, a renamed label and a framework's redrawing.
 * What a key may hold is also the service's rule: `domain/fields.py`.
 */

import { calmly, findAll, own, watch, watchHeight } from "./dom.ts";
import { named, tidy, wordsOf } from "./words.ts";

/** A group of choices, or the rows of a table, are one field with several controls. `anchor`: what bears its name in the page. */
export interface Found { key: string; label: string; controls: Element[]; anchor: Element }

const FIELDS = "input:not([type=hidden],[type=submit],[type=button],[type=reset],[type=image]),select,textarea,[data-parvis-field]";

/** What a key must not hold becomes a dash: blanks, brackets of a link, quotes, controls. */
export const asKey = (text: string): string => text.normalize("NFC").replace(/[\s()<>"`\\\p{C}]+/gu, "-").slice(0, 120);

/** `rows[3].iban` is `rows[#].iban`: a number between two delimiters is a row's. `adresse1` and `question_12` stay. */
export const withoutRows = (name: string): string => name.replace(/(^|[^\p{L}\p{N}])\d+(?=[^\p{L}\p{N}])/gu, "$1#");

/** What bears its name, or the name of its group of choices. */
const anchorOf = (control: Element, isGroup: boolean): Element | undefined =>
  (isGroup && control.closest("fieldset")?.querySelector("legend")) ||
  (control as HTMLInputElement).labels?.[0] || named(control, "aria-labelledby")[0];

const nameOf = (control: Element, anchor: Element | undefined): string =>
  wordsOf(anchor) || tidy(control.getAttribute("aria-label") ?? "");

function keyOf(control: Element): string {
  const given = control.closest("[data-parvis-field]")?.getAttribute("data-parvis-field");
  const name = control.getAttribute("name") || control.id;
  return asKey(given || withoutRows(name) || nameOf(control, anchorOf(control, false)).replace(/\d+/g, "#"));
}

function describe(key: string, controls: Element[]): Found {
  const control = controls[0]!;
  const isGroup = control.matches("[type=radio]") || (control.matches("[type=checkbox]") && controls.length > 1);
  const anchor = anchorOf(control, isGroup);
  return { key, label: nameOf(control, anchor) || key, controls, anchor: anchor ?? control };
}

/** In the order of the page. @param within a CSS selector: only controls in what fits it are fields. */
export function findFields(within: string): Found[] {
  const byKey = new Map<string, Element[]>();
  findAll(FIELDS).forEach((control) => {
    // What holds controls gives them its key, and is none itself.
    const key = !control.querySelector(FIELDS) && control.closest(within) && keyOf(control);
    if (key) byKey.set(key, [...(byKey.get(key) ?? []), control]);
  });
  return [...byKey].map(([key, controls]) => describe(key, controls));
}

/** Calls `act` after what may have moved or changed the page's fields. What changed is not looked at. */
export function watchFields(act: () => void, signal: AbortSignal): void {
  const soon = calmly(act, signal);
  // The page's own scrolling moves marks and fields alike; that of a part of it does not.
  addEventListener("scroll", ({ target }) => target === document || soon(), { passive: true, capture: true, signal });
  // What unfolds or is hidden changes the height of the page.
  watchHeight(soon, signal);
  watch(own("documentElement"), { subtree: true, childList: true, characterData: true }, soon, signal);
}
