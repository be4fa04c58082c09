/** The passport form: dates that exist, a photo that is not too heavy; nothing is sent. */
import { guard, say } from "/shared.js";

const HEAVIEST_PHOTO = 4 * 1024 * 1024;
const form = document.querySelector("#demande");

/** The browser knows no "31 02 1986": three inputs in a row are told whether they make a day of the calendar. */
function checkBirth() {
  const [day, month, year] = ["jour", "mois", "annee"].map((part) => form.querySelector(`#naissance-${part}`));
  const date = new Date(Number(year.value), Number(month.value) - 1, Number(day.value));
  const exists = date.getDate() === Number(day.value) && date.getMonth() === Number(month.value) - 1;
  day.setCustomValidity(!day.value || !month.value || !year.value || exists ? "" : "date");
}

function checkPhoto() {
  const photo = form.querySelector("#photo");
  photo.setCustomValidity([...photo.files].some((file) => file.size > HEAVIEST_PHOTO) ? "poids" : "");
}

form.addEventListener("input", checkBirth);
form.querySelector("#photo").addEventListener("change", checkPhoto);
form.querySelector("#brouillon").addEventListener("click", () => {
  say(form, "Démonstration\u00a0: rien n’est enregistré.");
});
guard(form, () => say(form, "Démonstration\u00a0: rien n’est envoyé."));
