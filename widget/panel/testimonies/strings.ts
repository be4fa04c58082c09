/** What is said of delays. */
import type { Lang } from "../../client/strings.ts";

const days = (n: number): string => `${n}\u00a0${n < 2 ? "jour" : "jours"}`;
const daysEn = (n: number): string => `${n}\u00a0${n === 1 ? "day" : "days"}`;

const fr = {
  heading: "Délais constatés",
  median: (n: number) => `Délai médian\u00a0: ${days(n)}`,
  from: (n: number) => `d’après ${n}\u00a0témoignages des douze derniers mois`,
  tooFew: "Trop peu de témoignages récents pour dire un délai médian.",
  none: "Personne n’a encore dit combien de temps cela a pris.",
  all: "Lire les témoignages",
  give: "Donner mon délai",
  place: "Lieu (préfecture, mairie…)",
  days: "Nombre de jours",
  month: "Mois de réception",
  body: "Précisions (facultatif)",
  publish: "Publier mon témoignage",
  incomplete: "Indiquez le lieu, le nombre de jours (0 à 3650) et le mois.",
  thanks: "Merci. Votre témoignage est publié.",
};
export type Told = typeof fr;

const en: Told = {
  heading: "Delays that people told of",
  median: (n) => `Median delay: ${daysEn(n)}`,
  from: (n) => `from ${n} testimonies of the last twelve months`,
  tooFew: "Too few recent testimonies to tell a median delay.",
  none: "Nobody has said yet how long it took.",
  all: "Read the testimonies",
  give: "Tell my delay",
  place: "Place (prefecture, town hall…)",
  days: "Number of days",
  month: "Month of receipt",
  body: "Details (optional)",
  publish: "Publish my testimony",
  incomplete: "Give the place, the number of days (0 to 3650) and the month.",
  thanks: "Thank you. Your testimony is published.",
};

export const toldIn = (lang: Lang): Told => (lang === "en" ? en : fr);
