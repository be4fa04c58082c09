/** The one place where text of the page is read: what its author wrote beside a control. Never what a control holds or shows. */

import { own } from "./dom.ts";

/** Whatever stands in these was typed, computed or chosen, is no text at all, or is not for us: the page's author says so. */
const NOT_THE_AUTHORS = "[data-parvis-private],[data-parvis-private] *,input,select,textarea,output,button,[contenteditable],[aria-live],[role],script,style";

/** Long digits may be somebody's number, printed into a label by the host's server: they stay in the page. */
export const tidy = (text: string): string => text.replace(/\d{5,}/g, "#").replace(/\s+/g, " ").trim();

function gather(node: Node): string {
  if (node instanceof Text) return node.textContent!;
  if (!(node instanceof Element) || node.matches(NOT_THE_AUTHORS)) return "";
  return [...node.childNodes].map(gather).join("");
}

/** The words of a label, a legend, a heading, an option, a help text or the page's title, on one line. */
export const wordsOf = (element: Element | null | undefined): string => (element ? tidy(gather(element)) : "");

/** The elements that an attribute such as `aria-describedby` names. */
export const named = (element: Element, attribute: string): Element[] =>
  (element.getAttribute(attribute) ?? "").split(/\s+/).flatMap((id) => (id && own("getElementById")(id)) || []);
