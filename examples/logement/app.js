/**
 * A single-page application in its smallest form: three routes, each drawn from a template of the page.
 *
 * A change of route goes through history.pushState, so that whoever listens to the Navigation API or to popstate hears it.
 * What was typed lives in this module's memory only: it comes back with the step, and is gone with the tab.
 */
import { guard, say } from "/shared.js";

const SERVICE = "Demander une aide au logement";
const ROUTES = [
  { path: "/logement/", template: "etape-logement" },
  { path: "/logement/foyer", template: "etape-foyer" },
  { path: "/logement/ressources", template: "etape-ressources" },
];

const region = document.querySelector("#etape");
const typed = new Map();

function current() {
  return ROUTES.find((route) => route.path === location.pathname) ?? ROUTES[0];
}

function go(path) {
  if (path !== location.pathname) history.pushState(null, "", path);
  arrive();
}

/** Draws the step and takes the reader to its title, as a new page would. */
function arrive() {
  draw();
  scrollTo(0, 0);
  region.querySelector("h1").focus({ preventScroll: true });
}

function draw() {
  const route = current();
  region.replaceChildren(document.querySelector(`#${route.template}`).content.cloneNode(true));
  document.title = `${region.querySelector("h1").textContent} – ${SERVICE}`;
  for (const link of document.querySelectorAll(".steps a")) {
    if (link.pathname === route.path) link.setAttribute("aria-current", "step");
    else link.removeAttribute("aria-current");
  }
  const form = region.querySelector("form");
  restore(form);
  form.addEventListener("input", () => remember(form));
  guard(form, () => proceed(form, route));
}

function proceed(form, route) {
  const next = ROUTES[ROUTES.indexOf(route) + 1];
  if (next) go(next.path);
  else say(form, "Démonstration\u00a0: rien n’est envoyé.");
}

/** Boxes and radio buttons share a name: each is kept under its own identifier. */
function remember(form) {
  for (const control of form.querySelectorAll("input, select, textarea")) {
    typed.set(control.id, control.matches("[type=radio], [type=checkbox]") ? control.checked : control.value);
  }
}

function restore(form) {
  for (const control of form.querySelectorAll("input, select, textarea")) {
    const kept = typed.get(control.id);
    if (typeof kept === "boolean") control.checked = kept;
    else if (kept !== undefined) control.value = kept;
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-route]");
  if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  go(link.pathname);
});
addEventListener("popstate", arrive);
draw();
