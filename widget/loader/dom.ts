/** Looking and drawing in the host page by DOM calls only: no HTML text, no style attribute, so any CSP and Trusted Types agree. */

/** The document's own member: `<img name="title">` in a host page would otherwise stand in for `document.title`. */
export function own<K extends keyof Document>(name: K): Document[K] {
  const member = Reflect.get(Document.prototype, name, document);
  return typeof member === "function" ? member.bind(document) : member;
}

/** The first element of the document that fits, `null` if none does. A malformed selector throws a SyntaxError. */
export const find = (selector: string): HTMLElement | null => own("querySelector")(selector);

export const findAll = (selector: string): Element[] => [...own("querySelectorAll")(selector)];

export function element(name: string, attributes: Record<string, string>, ...children: (Node | string)[]): HTMLElement {
  const made = own("createElement")(name);
  Object.entries(attributes).forEach(([attribute, text]) => made.setAttribute(attribute, text));
  made.append(...children);
  return made;
}

/** In a shadow root it belongs to no form, so it submits none. */
export function button(press: () => void, ...children: (Node | string)[]): HTMLElement {
  const made = element("button", {}, ...children);
  made.onclick = press;
  return made;
}

export function makeSheet(rules: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  return sheet;
}

/** Rules laid upon the whole page, until the function it returns is called. */
export function lay(rules: string): () => void {
  const sheet = makeSheet(`@media screen{:root:root{${rules}}}`);
  const wear = (sheets: CSSStyleSheet[]) => Reflect.set(Document.prototype, "adoptedStyleSheets", sheets, document);
  wear([...own("adoptedStyleSheets"), sheet]);
  return () => wear(own("adoptedStyleSheets").filter((other) => other !== sheet));
}

/** What scrolling, a framework's drawing or a router's move does without such a pause is one burst. */
const PAUSE = 150; // ms

/** Calls `act` once, `wait` ms after the last of a burst of calls, unless `signal` has come. */
export function calmly(act: () => void, signal: AbortSignal, wait = PAUSE): () => void {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => signal.aborted || act(), wait);
  };
}

/** Calls `act` after such changes of the target, until `signal`. What changed is not looked at. */
export function watch(target: Element, how: MutationObserverInit, act: () => void, signal: AbortSignal): void {
  const observer = new MutationObserver(act);
  observer.observe(target, how);
  until(signal, () => observer.disconnect());
}

/** Calls `act` once at the start, and whenever the height of the page may have changed. Some routers replace the body by another one. */
export function watchHeight(act: () => void, signal: AbortSignal): void {
  const observer = new ResizeObserver(act);
  const follow = () => findAll("body").forEach((body) => observer.observe(body));
  follow();
  watch(own("documentElement"), { childList: true }, follow, signal);
  until(signal, () => observer.disconnect());
}

/** What is done when the signal comes. */
export const until = (signal: AbortSignal, stop: () => void): void => signal.addEventListener("abort", stop);
