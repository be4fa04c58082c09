/** Follows a single-page application without touching its `history`. */

import { calmly, until } from "./dom.ts";

/** Routers change the address first, then the title and the head: what they do within this time is one move. */
const SETTLED = 100; // ms
const POLL = 500; // ms

/** Calls `look` when the address may have changed, until `signal`; browsers without the Navigation API look again and again. */
export function followRoute(look: () => void, signal: AbortSignal): void {
  // `currentEntry` tells the real thing from a `<form name="navigation">`.
  const { navigation } = window as { navigation?: EventTarget };
  if (navigation && "currentEntry" in navigation) {
    const soon = calmly(look, SETTLED, signal);
    navigation.addEventListener("currententrychange", soon, { signal });
    navigation.addEventListener("navigatesuccess", soon, { signal });
  } else {
    const poll = setInterval(look, POLL);
    until(signal, () => clearInterval(poll));
  }
}
