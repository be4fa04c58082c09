/**
 * Fetches the second file, and runs it only if it is the one that was built with us. docs/decisions/0004 says why in this way.
 *
 * The browser checks the hash of a script element or, in Chromium, of a preloaded module; `import()` then takes the module that was
 * checked, since a document holds one module per address. Chromium is told apart because others are not known to check there, and
 * because it is where pages refuse a script's address (Trusted Types).
 */

import { element } from "./dom.ts";
import type { Unfold } from "./handle.ts";
import { FILE, INTEGRITY } from "./pinned.ts";
import type { Shell } from "./shell.ts";
import type { Tag } from "./tag.ts";

/** A browser remembers for ever that a module did not come: each try has an address of its own. */
let tries = 0;

export function summon({ service, nonce }: Tag, { host }: Shell): Promise<{ unfold: Unfold }> {
  const src = `${service}/static/${FILE}?${tries++}`;
  return new Promise((come, fail) => {
    const pin = { integrity: INTEGRITY, crossorigin: "", nonce };
    const pinned = "userAgentData" in navigator
      ? element("link", { ...pin, rel: "modulepreload", href: src })
      : element("script", { ...pin, type: "module", src });
    pinned.onload = () => come(import(src));
    pinned.onerror = fail;
    // In our element, with which it goes: what a host element holds beside its shadow root is not drawn.
    host.append(pinned);
  });
}
