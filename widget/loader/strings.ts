/** The few sentences that the host page shows by itself. The panel has its own. */

export type Lang = "fr" | "en";

const fr = {
  title: "Entraide",
  line: "Questions et réponses sur cette page",
  /** One, and several. */
  answers: ["réponse", "réponses"],
  agents: ["agent en ligne", "agents en ligne"],
  onField: (label: string) => ` sur «\u202f${label}\u202f»`,
  opening: "Ouverture…",
  silent: "L’entraide ne répond pas.",
  untouched: "Votre formulaire n’est pas touché.",
};

const en: typeof fr = {
  title: "Mutual help",
  line: "Questions and answers on this page",
  answers: ["answer", "answers"],
  agents: ["agent online", "agents online"],
  onField: (label) => ` about “${label}”`,
  opening: "Opening…",
  silent: "Help does not answer.",
  untouched: "Your form is untouched.",
};

export type Words = typeof fr;
export const WORDS: Record<Lang, Words> = { fr, en };

/** The first language of the list that we speak, as `fr-CA` speaks French; French when there is none. */
export const speak = (wishes: readonly (string | undefined)[]): Lang =>
  (/(?:^|,)(fr|en)\b/.exec(wishes.join().toLowerCase())?.[1] as Lang | undefined) ?? "fr";

/** The same word in both. */
export const QUESTIONS = ["question", "questions"];

/** "1 question", "2 questions". */
export const counted = (count: number, names: string[]): string => `${count} ${names[count > 1 ? 1 : 0]}`;

/** The line under the button's name: what there is to read and who is here, else what the button is for. */
export const line = (words: Words, ...news: [count: number | undefined, names: string[]][]): string =>
  news.flatMap(([count, names]) => (count ? [counted(count, names)] : [])).join(" · ") || words.line;
