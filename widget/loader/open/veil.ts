/** What stands over the frame until the panel has drawn itself: first a head alone, then the look of a page to come, or a calm word. */

import { button, element } from "../dom.ts";
import type { Words } from "../strings.ts";
import type { Said } from "./strings.ts";

const PATIENCE = 300; // ms before we say that it takes a while
const LOST = 15_000; // ms before we say that it will not come

export interface Veil {
  element: HTMLElement;
  /** The panel will not come: says so, that the form is untouched, and offers to try again. */
  fail(): void;
  lift(): void;
}

export function drawVeil(words: Words, said: Said, retry: () => void, close: () => void): Veil {
  // The live regions stand empty before their text comes, else screen readers say nothing.
  const status = element("small", { role: "status" });
  const body = element("div", { role: "alert" });
  const name = element("div", {}, element("b", {}, words.title), status);
  const veil = element("div", { class: "veil" }, element("div", { class: "head" }, name, button(close, said.close)), body);

  const timers = [setTimeout(wait, PATIENCE), setTimeout(fail, LOST)];
  const settle = () => timers.forEach((timer) => clearTimeout(timer));

  function wait(): void {
    status.textContent = words.opening;
    body.className = "wait";
  }

  function fail(): void {
    settle();
    status.textContent = "";
    body.className = "fail";
    body.replaceChildren(element("b", {}, words.silent), words.untouched, button(retry, said.retry));
  }

  function lift(): void {
    settle();
    veil.remove();
  }

  return { element: veil, fail, lift };
}
