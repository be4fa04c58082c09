/**
 * Every sentence that a citizen reads in the panel. French first; `Words` is its shape, so that a language with a sentence
 * missing does not compile. Typography: U+202F before ? ! ; and inside « », U+00A0 before the colon, ’ for the apostrophe.
 */
import type { Voice } from "../protocol/wire.ts";

export type Lang = "fr" | "en";

const plural = (n: number, one: string, many: string): string => `${n}\u00a0${n < 2 ? one : many}`;

const fr = {
  entraide: "Entraide",
  question: "Question",
  close: "Fermer l’entraide",
  back: "Revenir aux questions",
  cancel: "Annuler",
  retry: "Réessayer",

  // Who is here
  opening: "Ouverture…",
  people: (n: number) => plural(n, "personne ici", "personnes ici"),
  agents: (n: number) => (n ? plural(n, "agent en ligne", "agents en ligne") : "aucun agent"),
  onDuty: "De service\u00a0:",
  nobodyOnDuty: "Aucun agent n’est de service. D’autres citoyens peuvent répondre, et un agent lira votre question à son retour.",

  // The connection
  reconnecting: "Reconnexion en cours",
  reconnectingHelp: "Vous pouvez continuer à lire et à écrire.",
  offlineSince: (hour: string) => `Hors ligne depuis ${hour}`,
  textKept: "Votre texte est gardé sur cet appareil.",
  offlineHelp: "Les nouveaux messages arriveront au retour du réseau.",
  backOnline: "Connexion rétablie.",
  down: "Service interrompu",
  downTitle: "L’entraide ne répond pas",
  formUntouched: "Votre formulaire n’est pas touché. Vous pouvez continuer à le remplir.",
  stopped: "Entraide indisponible",
  stoppedTitle: "L’entraide n’est pas ouverte sur cette page",
  stoppedReason: {
    "unknown-site": "Ce site n’est pas connu de l’entraide.",
    "foreign-page": "Cette page n’appartient pas au site indiqué.",
  } as Record<string, string>,

  // The questions of the page
  countQuestions: (n: number) => (n ? plural(n, "question sur cette page", "questions sur cette page") : "Aucune question ici"),
  emptyTitle: "Aucune question ici",
  emptyHelp: "Posez la première. Votre question sera visible par les personnes qui remplissent cette page.",
  filter: "Filtrer",
  all: "Toutes",
  unanswered: "Sans réponse",
  noneUnanswered: "Toutes les questions affichées ont une réponse.",
  replies: (n: number) => plural(n, "réponse", "réponses"),
  older: "Voir plus de questions",
  loading: "Chargement…",
  newQuestions: (n: number) => plural(n, "nouvelle question", "nouvelles questions"),
  status: { open: "En attente", answered: "Réponse d’un agent", solved: "Réglée", closed: "Close" },

  // To ask
  ask: "Posez votre question",
  askTitleHint: "Une phrase suffit.",
  details: "Précisions (facultatif)",
  send: "Envoyer",
  sendQuestion: "Poser la question",
  emptyQuestion: "Écrivez d’abord votre question.",
  notice: "Cette page est publique. N’écrivez ni numéro personnel ni adresse. Ceci n’est pas une démarche officielle.",
  writingAs: "Vous écrirez sous le nom",
  change: "Changer",
  changeName: "Changer de nom",
  yourName: "Votre nom ici",
  yourNameHint: "Un pseudonyme, pas votre vrai nom. 40 caractères au plus.",
  keepName: "Garder ce nom",
  shorten: (extra: number) => `Trop long de ${plural(extra, "caractère", "caractères")}.`,

  // A thread
  asked: "posée",
  messages: "Messages",
  earlier: "Voir les messages précédents",
  newMessages: (n: number) => plural(n, "nouveau message", "nouveaux messages"),
  messageFrom: (name: string) => `Nouveau message de ${name}.`,
  isTyping: (name: string) => `${name} écrit…`,
  areTyping: (n: number) => `${n} personnes écrivent…`,
  yourReply: "Votre réponse",
  emptyReply: "Écrivez d’abord votre réponse.",
  shortcut: "Ctrl\u202f+\u202fEntrée pour envoyer",
  noReplyYet: "Pas encore de réponse. Elle apparaîtra ici dès qu’elle arrive.",
  closedThread: "Cette discussion est close. Vous pouvez la lire, ou poser une nouvelle question.",
  withdrawnThread: "Question retirée par son auteur",
  withdrawnThreadHelp: "Elle n’est plus visible sur cette page.",
  goneThread: "Cette question n’existe pas ou n’existe plus",

  // A post
  you: "Vous",
  voice: { citizen: "Citoyen", helper: "Aidant", professional: "Professionnel", agent: "Agent" } as Record<Voice, string>,
  edited: "modifié",
  inReplyTo: (name: string) => `En réponse à ${name}`,
  inReplyToEarlier: "En réponse à un message plus ancien",
  reply: "Répondre",
  replyTo: (name: string) => `Répondre à ${name}`,
  dropQuote: "Ne plus répondre à ce message",
  edit: "Modifier",
  editLabel: "Modifier votre message",
  save: "Enregistrer",
  saving: "Enregistrement…",
  withdraw: "Retirer",
  withdrawAsk: "Retirer ce message\u202f? Son texte sera effacé pour tout le monde.",
  withdrawQuestionAsk: "Retirer cette question\u202f? Elle disparaîtra de la page pour tout le monde.",
  withdrawYes: "Oui, retirer",
  withdrawNo: "Garder",
  withdrawn: "Message retiré par son auteur",
  unreachable: "Le service n’a pas répondu. Votre texte est intact\u00a0: réessayez.",

  // Sending
  sending: "envoi…",
  sent: "envoyé",
  unsent: "Pas encore envoyé",
  refused: "Non envoyé",
  copy: "Copier le texte",
  copied: "Texte copié.",
  notCopied: "La copie n’a pas marché. Sélectionnez le texte, puis copiez-le.",
  editText: "Modifier le texte",

  // No trace
  noTrace: "Ne laisser aucune trace",
  noTraceAsk: "Oublier votre nom et vos textes non envoyés sur cet appareil\u202f? Vous ne pourrez plus modifier ni retirer vos messages.",
  noTraceYes: "Oublier",
  noTraceDone: "Cet appareil n’a rien gardé.",
};

export type Words = typeof fr;

const pluralEn = (n: number, one: string, many: string): string => `${n}\u00a0${n === 1 ? one : many}`;

const en: Words = {
  entraide: "Mutual help",
  question: "Question",
  close: "Close mutual help",
  back: "Back to the questions",
  cancel: "Cancel",
  retry: "Try again",

  opening: "Opening…",
  people: (n) => pluralEn(n, "person here", "people here"),
  agents: (n) => (n ? pluralEn(n, "agent online", "agents online") : "no agent"),
  onDuty: "On duty:",
  nobodyOnDuty: "No agent is on duty. Other citizens may answer, and an agent will read your question on return.",

  reconnecting: "Reconnecting",
  reconnectingHelp: "You can go on reading and writing.",
  offlineSince: (hour) => `Offline since ${hour}`,
  textKept: "Your text is kept on this device.",
  offlineHelp: "New messages will arrive when the network is back.",
  backOnline: "Connected again.",
  down: "Service interrupted",
  downTitle: "Mutual help does not answer",
  formUntouched: "Your form is untouched. You can go on filling it in.",
  stopped: "Mutual help unavailable",
  stoppedTitle: "Mutual help is not open on this page",
  stoppedReason: {
    "unknown-site": "This site is not known here.",
    "foreign-page": "This page does not belong to the site named.",
  },

  countQuestions: (n) => (n ? pluralEn(n, "question on this page", "questions on this page") : "No question here"),
  emptyTitle: "No question here",
  emptyHelp: "Ask the first one. People who fill in this page will see it.",
  filter: "Filter",
  all: "All",
  unanswered: "Unanswered",
  noneUnanswered: "Every question shown has an answer.",
  replies: (n) => pluralEn(n, "reply", "replies"),
  older: "See more questions",
  loading: "Loading…",
  newQuestions: (n) => pluralEn(n, "new question", "new questions"),
  status: { open: "Waiting", answered: "Answered by an agent", solved: "Solved", closed: "Closed" },

  ask: "Ask your question",
  askTitleHint: "One sentence is enough.",
  details: "Details (optional)",
  send: "Send",
  sendQuestion: "Ask the question",
  emptyQuestion: "Write your question first.",
  notice: "This page is public. Give no personal number and no address. This is not an official request.",
  writingAs: "You will write as",
  change: "Change",
  changeName: "Change name",
  yourName: "Your name here",
  yourNameHint: "A pseudonym, not your real name. 40 characters at most.",
  keepName: "Keep this name",
  shorten: (extra) => `${pluralEn(extra, "character", "characters")} too long.`,

  asked: "asked",
  messages: "Messages",
  earlier: "See earlier messages",
  newMessages: (n) => pluralEn(n, "new message", "new messages"),
  messageFrom: (name) => `New message from ${name}.`,
  isTyping: (name) => `${name} is writing…`,
  areTyping: (n) => `${n} people are writing…`,
  yourReply: "Your reply",
  emptyReply: "Write your reply first.",
  shortcut: "Ctrl\u202f+\u202fEnter to send",
  noReplyYet: "No reply yet. It will appear here as soon as it arrives.",
  closedThread: "This discussion is closed. You can read it, or ask a new question.",
  withdrawnThread: "Question withdrawn by its author",
  withdrawnThreadHelp: "It is no longer visible on this page.",
  goneThread: "This question does not exist, or no longer exists",

  you: "You",
  voice: { citizen: "Citizen", helper: "Helper", professional: "Professional", agent: "Agent" },
  edited: "edited",
  inReplyTo: (name) => `Replying to ${name}`,
  inReplyToEarlier: "Replying to an earlier message",
  reply: "Reply",
  replyTo: (name) => `Reply to ${name}`,
  dropQuote: "No longer reply to this message",
  edit: "Edit",
  editLabel: "Edit your message",
  save: "Save",
  saving: "Saving…",
  withdraw: "Withdraw",
  withdrawAsk: "Withdraw this message? Its text will be erased for everyone.",
  withdrawQuestionAsk: "Withdraw this question? It will leave the page for everyone.",
  withdrawYes: "Yes, withdraw",
  withdrawNo: "Keep",
  withdrawn: "Message withdrawn by its author",
  unreachable: "The service did not answer. Your text is intact: try again.",

  sending: "sending…",
  sent: "sent",
  unsent: "Not sent yet",
  refused: "Not sent",
  copy: "Copy the text",
  copied: "Text copied.",
  notCopied: "Copying did not work. Select the text, then copy it.",
  editText: "Edit the text",

  noTrace: "Leave no trace",
  noTraceAsk: "Forget your name and your unsent texts on this device? You will no longer be able to edit or withdraw your messages.",
  noTraceYes: "Forget",
  noTraceDone: "This device has kept nothing.",
};

const LANGUAGES: Record<Lang, Words> = { fr, en };

/** The language we can speak that is nearest to what the host asked for ("en-GB" → "en"); French otherwise. */
export const nearestLang = (asked: string): Lang => (asked.toLowerCase().split("-")[0] === "en" ? "en" : "fr");

export const words = (lang: Lang): Words => LANGUAGES[lang];
