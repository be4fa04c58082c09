/**
 * The languages of the interface, a file each. `Words` is the shape of the French one, so that a language with a sentence missing does
 * not compile. French comes with the program; another language is loaded by who reads it.
 */
import { fr } from "./strings.fr.ts";

export type Lang = "fr" | "en";
export type Words = typeof fr;

/** The language we can speak that is nearest to what the host asked for ("en-GB" → "en"); French otherwise. */
export const nearestLang = (asked: string): Lang => (asked.toLowerCase().split("-")[0] === "en" ? "en" : "fr");

export async function wordsOf(lang: Lang): Promise<Words> {
  return lang === "fr" ? fr : (await import("./strings.en.ts")).en;
}
