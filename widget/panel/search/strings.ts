/** What is said of similar questions and of search. */
import type { Lang } from "../../client/strings.ts";

const fr = {
  similar: "Questions proches",
  count: (n: number) => `${n}\u00a0${n === 1 ? "question proche" : "questions proches"}`,
  searchFor: (text: string) => `Chercher «\u202f${text}\u202f»`,
  heading: "Chercher",
  field: "Votre recherche",
  search: "Chercher",
  where: "Où chercher",
  here: "Cette page",
  everywhere: "Tout le site",
  found: (n: number) => `${n}\u00a0${n < 2 ? "résultat" : "résultats"}`,
  none: "Aucun résultat. Essayez avec d’autres mots, ou posez votre question.",
  more: "Voir plus",
  back: "Revenir à ma question",
  wholeSite: "Tout le site",
};
export type Said = typeof fr;

const en: Said = {
  similar: "Similar questions",
  count: (n) => `${n} ${n === 1 ? "similar question" : "similar questions"}`,
  searchFor: (text) => `Search for “${text}”`,
  heading: "Search",
  field: "Your search",
  search: "Search",
  where: "Where to search",
  here: "This page",
  everywhere: "Whole site",
  found: (n) => `${n} ${n === 1 ? "result" : "results"}`,
  none: "No result. Try other words, or ask your question.",
  more: "Show more",
  back: "Back to my question",
  wholeSite: "Whole site",
};

export const saidIn = (lang: Lang): Said => (lang === "en" ? en : fr);
