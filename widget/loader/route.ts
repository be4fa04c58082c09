/** Follows a single-page application without touching its `history`. */

import { calmly, own, until, watch } from "./dom.ts";

const POLL = 500; // ms

/** Calls `look` when the address may have changed, until `signal`; browsers without the Navigation API look again and again. */
export function followRoute(look: () => void, signal: AbortSignal): void {
  // `currentEntry` tells the real thing from a `<form name="navigation">`.
  const { navigation } = window as { navigation?: EventTarget & { currentEntry: unknown } };
  if (navigation?.currentEntry) {
    // Routers change the address first, then the title and the head.
    const soon = calmly(look, signal);
    navigation.addEventListener("currententrychange", soon, { signal });
    // The canonical link may come late, with the content.
    watch(own("head"), { subtree: true, childList: true, attributes: true }, soon, signal);
  } else {
    const poll = setInterval(look, POLL);
    until(signal, () => clearInterval(poll));
  }
}
