/** What is said while a picture is joined to a message. */
import type { Lang } from "../../client/strings.ts";
import type { Kind } from "./zones.ts";

type Place = { left: number; top: number; wide: number; high: number };

const fr = {
  attach: "Joindre une image",
  attached: "Images jointes",
  enough: (n: number) => `${n}\u00a0images au plus par message.`,
  remove: "Retirer",
  removeNamed: (alt: string) => `Retirer l’image\u00a0: ${alt}`,
  removed: "Image retirée.",
  unreadable: "Ce fichier n’est pas une image que votre navigateur sait lire. Choisissez une photo ou une capture d’écran.",
  added: "Image jointe au message.",
  opening: "Ouverture de l’image…",

  heading: "Préparer l’image",
  close: "Fermer la préparation",
  privacy: "Cette page est publique. Floutez les noms, adresses, numéros et visages\u00a0: l’image d’origine ne quitte pas votre appareil.",
  picture: "Image à préparer",
  tool: "Sur l’image",
  kinds: { blur: "Flouter", box: "Encadrer", arrow: "Flécher" } as Record<Kind, string>,
  names: { blur: "Flou", box: "Cadre", arrow: "Flèche" } as Record<Kind, string>,
  draw: "Tracez sur l’image, ou",
  addZone: "Ajouter une zone",
  undo: "Défaire",
  undone: "Dernier changement annulé.",
  zones: "Zones",
  keys: "Au clavier, sur une zone\u00a0: les flèches la déplacent, Maj et les flèches changent sa taille, Suppr la retire.",
  removeZone: (name: string) => `Retirer\u00a0: ${name}`,
  zoneRemoved: (name: string) => `${name}\u00a0: retiré.`,
  label: (name: string) => `Texte de\u00a0: ${name} (facultatif)`,
  place: (name: string, { left, top, wide, high }: Place) =>
    `${name}\u00a0: à ${left}\u00a0% de la gauche et ${top}\u00a0% du haut, large de ${wide}\u00a0%, haut de ${high}\u00a0%.`,
  alt: "Que montre cette image\u202f?",
  altHelp: "En une phrase ou deux, pour les personnes qui ne la voient pas\u00a0: ce qui compte, et le texte qu’il faut y lire.",
  altEmpty: "Décrivez l’image\u00a0: sans ces mots, une partie des lecteurs ne saura pas ce qu’elle montre.",
  add: "Joindre l’image",
  adding: "Envoi de l’image…",
  failed: "Le service n’a pas répondu. Votre image est gardée ici\u00a0: réessayez.",
  leaveAsk: "Abandonner cette image et ses zones\u202f?",
  leaveYes: "Abandonner",
  leaveNo: "Continuer",
};
export type Said = typeof fr;

const en: Said = {
  attach: "Attach a picture",
  attached: "Attached pictures",
  enough: (n) => `${n} pictures at most in a message.`,
  remove: "Remove",
  removeNamed: (alt) => `Remove the picture: ${alt}`,
  removed: "Picture removed.",
  unreadable: "This file is not a picture that your browser can read. Choose a photo or a screenshot.",
  added: "Picture attached to the message.",
  opening: "Opening the picture…",

  heading: "Prepare the picture",
  close: "Close the preparation",
  privacy: "This page is public. Blur names, addresses, numbers and faces: the original picture does not leave your device.",
  picture: "Picture to prepare",
  tool: "On the picture",
  kinds: { blur: "Blur", box: "Frame", arrow: "Point" },
  names: { blur: "Blur", box: "Frame", arrow: "Arrow" },
  draw: "Draw on the picture, or",
  addZone: "Add a zone",
  undo: "Undo",
  undone: "Last change undone.",
  zones: "Zones",
  keys: "By keyboard, on a zone: arrows move it, Shift and arrows change its size, Delete removes it.",
  removeZone: (name) => `Remove: ${name}`,
  zoneRemoved: (name) => `${name}: removed.`,
  label: (name) => `Text of: ${name} (optional)`,
  place: (name, { left, top, wide, high }) => `${name}: ${left}% from the left and ${top}% from the top, ${wide}% wide, ${high}% high.`,
  alt: "What does this picture show?",
  altHelp: "In a sentence or two, for people who do not see it: what matters, and the text to be read in it.",
  altEmpty: "Describe the picture: without these words, some readers will not know what it shows.",
  add: "Attach the picture",
  adding: "Sending the picture…",
  failed: "The service did not answer. Your picture is kept here: try again.",
  leaveAsk: "Give up this picture and its zones?",
  leaveYes: "Give up",
  leaveNo: "Go on",
};

export const saidIn = (lang: Lang): Said => (lang === "en" ? en : fr);
