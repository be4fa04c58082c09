/**
 * The forms of the demo: check what was typed, say what is missing, send nothing.
 *
 * A field is an element of class "field" that holds one control or several (date parts, radio buttons). What to say when
 * it is empty or wrong stands in its `data-missing` and `data-wrong`. Elements are built by DOM calls only, so the same
 * file runs under a strict Content-Security-Policy with Trusted Types.
 */
const CONTROLS = "input, select, textarea";

/** Watches over a form: on submit, shows its faults or, when there is none, calls `accepted`. */
export function guard(form, accepted) {
  form.setAttribute("novalidate", "");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    forget(form);
    const faults = [...form.querySelectorAll(".field")].map(judge).filter((fault) => fault !== null);
    if (faults.length > 0) summarise(form, faults);
    else accepted();
  });
  form.addEventListener("change", (event) => {
    const field = event.target.closest(".field");
    if (field?.querySelector(".error")) judge(field);
  });
}

/** Says one sentence at the end of the form, and takes the reader there. */
export function say(form, sentence) {
  forget(form);
  const note = element("p", "sent", sentence);
  note.setAttribute("role", "status");
  note.setAttribute("tabindex", "-1");
  form.append(note);
  note.focus();
}

/** Makes an element with a class and a text. */
export function element(tag, name, text) {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  return made;
}

/** Shows or clears the fault of a field. Returns {control, sentence}, or null when the field is right. */
function judge(field) {
  const controls = [...field.querySelectorAll(CONTROLS)];
  const wrong = controls.find((control) => !control.validity.valid);
  clear(field, controls);
  if (!wrong) return null;
  const sentence = wrong.validity.valueMissing ? field.dataset.missing : field.dataset.wrong;
  mark(field, controls, sentence);
  return { control: wrong, sentence };
}

function clear(field, controls) {
  const error = field.querySelector(".error");
  if (!error) return;
  error.remove();
  for (const told of [field, ...controls]) {
    told.removeAttribute("aria-invalid");
    const others = described(told).filter((id) => id !== error.getAttribute("id"));
    if (others.length > 0) told.setAttribute("aria-describedby", others.join(" "));
    else told.removeAttribute("aria-describedby");
  }
}

function mark(field, controls, sentence) {
  const error = element("p", "error", sentence);
  const id = `${controls[0].getAttribute("id")}-erreur`;
  error.setAttribute("id", id);
  const above = field.querySelector(".hint") ?? field.querySelector("legend, label:not(.choice)");
  if (above) above.after(error);
  else field.prepend(error);

  const told = field.matches("fieldset") ? field : controls[0];
  told.setAttribute("aria-describedby", [...described(told), id].join(" "));
  for (const control of controls) {
    if (!control.validity.valid && control.type !== "radio") control.setAttribute("aria-invalid", "true");
  }
}

function described(told) {
  return (told.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
}

/** Puts all faults on top of the form, each a link to its control. */
function summarise(form, faults) {
  const title = faults.length === 1 ? "Une réponse est à corriger" : `${faults.length} réponses sont à corriger`;
  const box = element("section", "errors", "");
  box.setAttribute("tabindex", "-1");
  box.setAttribute("aria-label", title);
  const list = element("ul", "", "");
  for (const { control, sentence } of faults) {
    const link = element("a", "", sentence);
    link.setAttribute("href", `#${control.getAttribute("id")}`);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      control.focus();
    });
    const item = element("li", "", "");
    item.append(link);
    list.append(item);
  }
  box.append(element("h2", "", title), list);
  form.prepend(box);
  box.focus();
}

/** Removes what an earlier attempt said about the whole form. */
function forget(form) {
  for (const old of form.querySelectorAll(".errors, .sent")) old.remove();
}
