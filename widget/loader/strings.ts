/** The few sentences that the host page shows by itself. The panel has its own. */

export type Lang = "fr" | "en";

const fr = {
  title: "Entraide",
  line: "Questions et réponses sur cette page",
  /** One, and several. */
  unread: ["nouveau message", "nouveaux messages"],
  agents: ["agent en ligne", "agents en ligne"],
  opening: "Ouverture…",
  close: "Fermer",
  silent: "L’entraide ne répond pas.",
  untouched: "Votre formulaire n’est pas touché.",
  retry: "Réessayer",
};

const en: typeof fr = {
  title: "Mutual help",
  line: "Questions and answers on this page",
  unread: ["new message", "new messages"],
  agents: ["agent online", "agents online"],
  opening: "Opening…",
  close: "Close",
  silent: "Help does not answer.",
  untouched: "Your form is untouched.",
  retry: "Try again",
};

export type Words = typeof fr;
export const WORDS: Record<Lang, Words> = { fr, en };

/** The first language of the list that we speak, as `fr-CA` speaks French; French when there is none. */
export const speak = (wishes: readonly (string | undefined)[]): Lang =>
  (/(?:^|,)(fr|en)\b/.exec(wishes.join().toLowerCase())?.[1] as Lang | undefined) ?? "fr";

/** The line under the button's name: what waits and who is here, else what the button is for. */
export function news({ unread, agents, line }: Words, messages: number, people: number): string {
  const some = (count: number, names: string[]) => (count ? [`${count} ${names[count > 1 ? 1 : 0]}`] : []);
  return [...some(messages, unread), ...some(people, agents)].join(" · ") || line;
}
