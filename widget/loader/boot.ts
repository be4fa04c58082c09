/** The entry of embed.js: reads one tag, draws one button, exposes one handle. When anything is amiss, the form stays as it was. */

import { own } from "./dom.ts";
import { raise } from "./handle.ts";
import { readTag } from "./tag.ts";

/** The same for every version of this script, so that a second copy of the tag knows that it is one. */
const HERE = Symbol.for("parvis");

const world = window as { [HERE]?: unknown; Parvis?: unknown };

/** Calls `act`; what goes wrong is said once, to the webmaster, in the console. */
function carefully(act: () => void): void {
  try {
    act();
  } catch (reason) {
    console.warn("Parvis:", reason);
  }
}

/** Defined, not assigned: with `<form name="Parvis">` in the page, `window.Parvis` would stay the form. */
const define = (name: PropertyKey, thing: unknown) => Object.defineProperty(world, name, { configurable: true, get: () => thing });

function boot(): void {
  if (HERE in world) return;
  // Read now: `document.currentScript` is ours only while we are first executed.
  const tag = readTag();
  define(HERE, true);
  const leave = () => {
    delete world[HERE];
    delete world.Parvis;
  };
  const start = () => define("Parvis", raise(tag, leave));
  if (own("readyState") === "loading") {
    own("addEventListener")("DOMContentLoaded", () => carefully(start), { once: true });
  } else start();
}

carefully(boot);
