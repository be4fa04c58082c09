/**
 * What only agents read; what panel and console both say is in client/strings.*.ts. The same sentences for a page without script
 * are in the service's templates (`words.html`).
 */
import type { Lang } from "../client/strings.ts";

const plural = (n: number, one: string, many: string): string => `${n}\u00a0${n < 2 ? one : many}`;

const fr = {
  console: "Console",
  queue: "File",
  queueOf: (n: number) => `File · ${n ? `${n} en attente` : "personne n’attend"}`,
  signOut: "Se déconnecter",
  emptyTitle: "Aucune question n’attend",
  emptyHelp: "Les nouvelles questions apparaissent ici.",
  noneOpen: "Choisissez une question",
  noneOpenHelp: "Elle s’ouvre ici, avec ses réponses.",
  moreWait: "Les plus anciennes sont affichées.",
  joined: (title: string) => `Nouvelle question en attente\u00a0: ${title}`,
  waitsSince: "Attend depuis",
  back: "Revenir à la file",
  noReply: "Pas encore de réponse.",
  closed: "Cette discussion est close.",
  goneHelp: "Elle n’est plus visible sur sa page.",
  yourReply: (name: string, service: string) => `Votre réponse, signée ${name} · ${service}`,
  public: "Publiée et visible de tous",
  publish: "Publier",
  context: "Contexte",
  page: "Page",
  here: "Ici",
  citizens: (n: number) => (n ? plural(n, "citoyen", "citoyens") : "aucun citoyen"),
  offlineHelp: "Vos réponses partiront au retour du réseau.",
  sessionOver: "Votre session est terminée. Copiez les textes que vous voulez garder, puis demandez un nouveau lien.",
  keys: "Raccourcis",
  browse: "Parcourir la file",
  open: "Ouvrir",
  reply: "Répondre",
  help: "Aide",
  helpTitle: "Raccourcis clavier",
  helpNote: "Ils n’agissent pas pendant que vous écrivez.",
  singleKeys: "Raccourcis d’une seule touche",
  enter: "Entrée",
  close: "Fermer",
};

export type Said = typeof fr;

const pluralEn = (n: number, one: string, many: string): string => `${n}\u00a0${n === 1 ? one : many}`;

const en: Said = {
  console: "Console",
  queue: "Queue",
  queueOf: (n) => `Queue · ${n ? `${n} waiting` : "nobody is waiting"}`,
  signOut: "Sign out",
  emptyTitle: "No question is waiting",
  emptyHelp: "New questions appear here.",
  noneOpen: "Choose a question",
  noneOpenHelp: "It opens here, with its replies.",
  moreWait: "The oldest are shown.",
  joined: (title) => `New question waiting: ${title}`,
  waitsSince: "Waiting for",
  back: "Back to the queue",
  noReply: "No reply yet.",
  closed: "This discussion is closed.",
  goneHelp: "It is no longer visible on its page.",
  yourReply: (name, service) => `Your reply, signed ${name} · ${service}`,
  public: "Published, and visible to everyone",
  publish: "Publish",
  context: "Context",
  page: "Page",
  here: "Here",
  citizens: (n) => (n ? pluralEn(n, "citizen", "citizens") : "no citizen"),
  offlineHelp: "Your replies will leave when the network is back.",
  sessionOver: "Your session has ended. Copy the texts you want to keep, then ask for a new link.",
  keys: "Shortcuts",
  browse: "Move in the queue",
  open: "Open",
  reply: "Reply",
  help: "Help",
  helpTitle: "Keyboard shortcuts",
  helpNote: "They do nothing while you are writing.",
  singleKeys: "Single-key shortcuts",
  enter: "Enter",
  close: "Close",
};

export const saidIn = (lang: Lang): Said => (lang === "en" ? en : fr);
