/** What stands over the frame until the panel has drawn itself: first nothing but a head, then the look of a page to come, then a calm word. */

import { button, element, icon } from "./dom.ts";
import type { Words } from "./strings.ts";

const PATIENCE = 300; // ms before we say that it takes a while
const LOST = 15_000; // ms before we say that it will not come

export interface Veil {
  element: HTMLElement;
  /** The panel will not come: says so, that the form is untouched, and offers to try again. */
  fail(): void;
  lift(): void;
}

export function drawVeil(words: Words, retry: () => void, close: () => void): Veil {
  // The live regions stand empty before their text comes, else screen readers say nothing.
  const status = element("small", { role: "status" });
  const body = element("div", { role: "alert" });
  const name = element("div", {}, element("b", {}, words.title), status);
  const cross = button({ "aria-label": words.close }, close, icon("m5 5 10 10M15 5 5 15"));
  const veil = element("div", { class: "veil" }, element("div", { class: "head" }, name, cross), body);

  const slow = setTimeout(() => {
    status.textContent = words.opening;
    body.className = "wait";
  }, PATIENCE);
  const lost = setTimeout(fail, LOST);

  function settle(): void {
    clearTimeout(slow);
    clearTimeout(lost);
  }

  function fail(): void {
    settle();
    status.textContent = "";
    body.className = "fail";
    body.replaceChildren(
      element("b", {}, words.silent),
      element("p", {}, words.untouched),
      button({ class: "main" }, retry, words.retry),
      button({}, close, words.close),
    );
  }

  function lift(): void {
    settle();
    veil.remove();
  }

  return { element: veil, fail, lift };
}
