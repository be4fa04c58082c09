/** What is said of followed threads and pages. */
import type { Lang } from "../../client/strings.ts";

const fr = {
  heading: "Ce que vous suivez",
  none: "Vous ne suivez encore aucune question. Celles que vous posez, et celles où vous répondez, viendront ici.",
  back: "Revenir aux questions",
  news: (n: number) => `${n}\u00a0${n < 2 ? "nouveau message" : "nouveaux messages"}`,
  read: "Rien de nouveau",
  unfollow: (title: string) => `Ne plus suivre «\u202f${title}\u202f»`,
  stop: "Ne plus suivre",
  pages: "Pages",
  modes: { follow: "Page suivie", mute: "Page en sourdine" },
  wholeSite: "Tout le site",
};
export type Told = typeof fr;

const en: Told = {
  heading: "What you follow",
  none: "You follow no question yet. Those you ask, and those you answer, will stand here.",
  back: "Back to the questions",
  news: (n) => `${n} new ${n === 1 ? "message" : "messages"}`,
  read: "Nothing new",
  unfollow: (title) => `Unfollow “${title}”`,
  stop: "Unfollow",
  pages: "Pages",
  modes: { follow: "Page followed", mute: "Page muted" },
  wholeSite: "Whole site",
};

export const toldIn = (lang: Lang): Told => (lang === "en" ? en : fr);
