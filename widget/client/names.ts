/** The pseudonym that is proposed before the first act: a bird and a number. It says nothing about the person. */
import type { Lang } from "./strings.ts";

const BIRDS: Record<Lang, readonly string[]> = {
  fr: ["Alouette", "Avocette", "Bergeronnette", "Bouvreuil", "Bruant", "Chardonneret", "Chouette", "Cigogne", "Courlis", "Cygne",
    "Fauvette", "Goéland", "Grive", "Hirondelle", "Huppe", "Loriot", "Macareux", "Martinet", "Merle", "Mésange", "Moineau",
    "Pinson", "Pluvier", "Roitelet", "Rossignol", "Rougegorge", "Sarcelle", "Sittelle", "Tarier", "Troglodyte", "Vanneau", "Verdier"],
  en: ["Avocet", "Blackbird", "Bullfinch", "Bunting", "Chaffinch", "Curlew", "Dipper", "Dunnock", "Finch", "Goldfinch", "Greenfinch",
    "Gull", "Heron", "Hoopoe", "Kingfisher", "Lapwing", "Lark", "Martin", "Nightingale", "Nuthatch", "Oriole", "Owl", "Pipit",
    "Plover", "Puffin", "Robin", "Sandpiper", "Swallow", "Swift", "Thrush", "Wagtail", "Wren"],
};

/** "Hirondelle 42": 32 birds × 98 numbers. The service, not this list, decides whether a name may be used. */
export function proposeName(lang: Lang, random: () => number = Math.random): string {
  const birds = BIRDS[lang];
  return `${birds[Math.floor(random() * birds.length)]!} ${2 + Math.floor(random() * 98)}`;
}
