/** The two forms of the canteen page, each with its own answers; nothing is sent. */
import { guard, say } from "/shared.js";

const enrolment = document.querySelector("#inscription");
const lookup = document.querySelector("#recherche");

guard(enrolment, () => say(enrolment, "Démonstration\u00a0: rien n’est envoyé."));
guard(lookup, () => say(lookup, "Démonstration\u00a0: aucun dossier n’est cherché."));
