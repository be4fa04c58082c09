/**
 * How the form is made, as its author made it: the names of its controls, and a digest of what can be chosen and of the help. The
 * texts themselves stay in the page, because a host's server may have printed the reader's own data among them.
 */

import type { Control } from "../../protocol/port.ts";
import { named, wordsOf } from "../words.ts";
import type { Described } from "./describe.ts";

const MOST = 300; // controls

/** Said about what was typed, not about the field. */
const ABOUT_THE_ANSWER = "[class*=err i],[id*=err i],[class*=invalid i],[id*=invalid i]";

function shapeOf({ controls }: Described): string {
  const [control] = controls as [Element];
  const choices = control.matches("[type=radio],[type=checkbox]")
    ? controls.map((choice) => wordsOf((choice as HTMLInputElement).labels?.[0]))
    : [...control.querySelectorAll("option,optgroup")].map((choice) => choice.getAttribute("label") ?? wordsOf(choice));
  const help = named(control, "aria-describedby").filter((about) => !about.matches(ABOUT_THE_ANSWER)).map(wordsOf);
  // "Il reste 780 caractères" tells how much was typed.
  const fixed = control.hasAttribute("maxlength") ? help.map((text) => text.replace(/\d+/g, "#")) : help;
  return [control.tagName, control.getAttribute("type"), ...new Set(choices), "", ...fixed].join("\n");
}

/** Browsers offer digests to secure pages only: elsewhere the names alone are told. */
async function digest(text: string): Promise<string> {
  if (!crypto.subtle) return "";
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return [...bytes.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const structure = (fields: Described[]): Promise<Control[]> =>
  Promise.all(fields.slice(0, MOST).map(async (field) => {
    const { key, label, step } = field;
    return { key, label, step, shape: await digest(shapeOf(field)) };
  }));
