/** The tax form: rows of income that come and go, numbered from 0 without holes, and a total that follows them. */
import { guard, say } from "/shared.js";

const ALLOWANCE = 0.1;
const EURO = new Intl.NumberFormat("fr-FR", { style: "currency", currency: "EUR" });

const form = document.querySelector("#declaration");
const rows = form.querySelector("#lignes");
const model = document.querySelector("#ligne");
const adder = form.querySelector("#ajouter");
const spoken = form.querySelector("#annonce");

/** "1 234,50" → 1234.5; anything that is no amount counts for nothing. */
function amount(input) {
  const typed = Number(input.value.replace(/\s/g, "").replace(",", "."));
  return Number.isFinite(typed) ? typed : 0;
}

function total() {
  const income = [...rows.querySelectorAll(".money input")].reduce((sum, input) => sum + amount(input), 0);
  const allowance = income * ALLOWANCE;
  const charges = ["#pensions", "#dons"].reduce((sum, id) => sum + amount(form.querySelector(id)), 0);
  form.querySelector("#total").textContent = EURO.format(income);
  form.querySelector("#abattement").textContent = EURO.format(0 - allowance);
  form.querySelector("#charges").textContent = EURO.format(0 - charges);
  form.querySelector("#net").textContent = EURO.format(Math.max(0, income - allowance - charges));
}

/** Gives each row its number: names for the server, identifiers and labels for people. */
function number() {
  const all = [...rows.children];
  all.forEach((row, index) => {
    for (const control of row.querySelectorAll("[data-part]")) {
      const part = control.dataset.part;
      control.setAttribute("name", `revenus[${index}].${part}`);
      control.setAttribute("id", `revenus-${index}-${part}`);
      control.closest("td").querySelector("label").setAttribute("for", `revenus-${index}-${part}`);
    }
    for (const place of row.querySelectorAll(".rank")) place.textContent = String(index + 1);
    row.querySelector(".remove").hidden = all.length === 1;
  });
}

function add() {
  rows.append(model.content.cloneNode(true));
  number();
}

function remove(row) {
  const rank = [...rows.children].indexOf(row);
  row.remove();
  number();
  total();
  spoken.textContent = `Ligne ${rank + 1} retirée.`;
  (rows.children[rank]?.querySelector(".remove:not([hidden])") ?? adder).focus();
}

adder.addEventListener("click", () => {
  add();
  spoken.textContent = `Ligne ${rows.children.length} ajoutée.`;
  rows.lastElementChild.querySelector("select").focus();
});
rows.addEventListener("click", (event) => {
  const button = event.target.closest(".remove");
  if (button) remove(button.closest("tr"));
});
form.addEventListener("input", total);

add();
total();
guard(form, () => say(form, "Démonstration\u00a0: rien n’est envoyé."));
