/** What a card says of somebody. */
import type { Lang } from "../../client/strings.ts";

const plural = (n: number, one: string, many: string): string => `${n}\u00a0${n < 2 ? one : many}`;

const fr = {
  since: (month: string) => `Ici depuis ${month}`,
  verified: "Agent vérifié par le service",
  moderator: "Modère aussi les échanges",
  vouched: (trade: string) => `${trade}\u00a0: un agent du service s’en porte garant.`,
  thanks: (n: number) => plural(n, "merci", "mercis"),
  kept: (n: number) => plural(n, "réponse retenue", "réponses retenues"),
  nothing: "Personne n’a encore remercié cette personne.",
  topics: "A aidé sur",
  close: "Fermer",
  gone: "Cette personne n’est plus connue ici.",
};
const en: typeof fr = {
  since: (month) => `Here since ${month}`,
  verified: "Agent verified by the service",
  moderator: "Also moderates",
  vouched: (trade) => `${trade}: an agent of the service vouches for it.`,
  thanks: (n) => `${n}\u00a0thanks`,
  kept: (n) => `${n}\u00a0${n === 1 ? "kept answer" : "kept answers"}`,
  nothing: "Nobody has thanked this person yet.",
  topics: "Has helped with",
  close: "Close",
  gone: "This person is no longer known here.",
};
export const toldIn = (lang: Lang): typeof fr => (lang === "en" ? en : fr);
