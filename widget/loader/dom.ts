/** Looking and drawing in the host page by DOM calls only: no HTML text, no style attribute, so any CSP and Trusted Types agree. */

/** The document's own member: `<img name="title">` in a host page would otherwise stand in for `document.title`. */
export function own<K extends keyof Document>(name: K): Document[K] {
  const member = Reflect.get(Document.prototype, name, document);
  return typeof member === "function" ? member.bind(document) : member;
}

/** The first element of the document that fits, `null` if none does. A malformed selector throws a SyntaxError. */
export const find = (selector: string): HTMLElement | null => own("querySelector")(selector);

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

/** Calls `act` once, `wait` ms after the last of a burst of calls, unless `signal` has come. */
export function calmly(act: () => void, wait: number, signal: AbortSignal): () => void {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => signal.aborted || act(), wait);
  };
}

/** Watches until `signal`. */
export function observe(observer: ResizeObserver | MutationObserver, target: Element, signal: AbortSignal, how?: MutationObserverInit): void {
  observer.observe(target, how as object);
  until(signal, () => observer.disconnect());
}

/** What is done when the signal comes. */
export const until = (signal: AbortSignal, stop: () => void): void => signal.addEventListener("abort", stop);
