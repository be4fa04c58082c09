/** The report to the water board: how many characters are left, and nothing is sent. */
import { guard, say } from "/shared.js";

const form = document.querySelector("#signalement");
const story = form.querySelector("#recit");
const left = form.querySelector("#recit-reste");

function count() {
  const rest = story.maxLength - story.value.length;
  left.textContent = rest > 1 ? `Il reste ${rest} caractères.` : `Il reste ${rest} caractère.`;
}

story.addEventListener("input", count);
count();
guard(form, () => say(form, "Démonstration\u00a0: rien n’est envoyé."));
