/**
 * Every sentence that a citizen reads in the panel, in French: the language of reference, whose shape the others follow.
 * Typography: U+202F before ? ! ; and inside « », U+00A0 before the colon, ’ for the apostrophe.
 */
import type { Voice } from "../protocol/wire.ts";

const plural = (n: number, one: string, many: string): string => `${n}\u00a0${n < 2 ? one : many}`;

export const fr = {
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
  partUnreachable: "Le service n’a pas répondu. Réessayez.",
  newQuestions: (n: number) => plural(n, "nouvelle question", "nouvelles questions"),
  status: { open: "En attente", answered: "Réponse d’un agent", solved: "Réglée", closed: "Close" },

  // To ask
  ask: "Posez votre question",
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

  /** For the pseudonym that is proposed: 32 birds, which say nothing about the person. */
  birds: ["Alouette", "Avocette", "Bergeronnette", "Bouvreuil", "Bruant", "Chardonneret", "Chouette", "Cigogne", "Courlis", "Cygne",
    "Fauvette", "Goéland", "Grive", "Hirondelle", "Huppe", "Loriot", "Macareux", "Martinet", "Merle", "Mésange", "Moineau",
    "Pinson", "Pluvier", "Roitelet", "Rossignol", "Rougegorge", "Sarcelle", "Sittelle", "Tarier", "Troglodyte", "Vanneau", "Verdier"],
};
