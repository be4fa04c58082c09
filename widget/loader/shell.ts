/** Our one element in the host page, and the shadow root that shields what it holds. */

import type { Theme } from "../protocol/port.ts";
import { element, find, makeSheet, own } from "./dom.ts";
import { STYLES } from "./styles.ts";
import type { Tag } from "./tag.ts";
import { prefersDark } from "./theme.ts";

export interface Shell {
  host: HTMLElement;
  shadow: ShadowRoot;
  /** What is drawn hangs here. */
  root: HTMLElement;
  /** What is said to screen readers. It stands empty before its text comes, else they say nothing. */
  spoken: HTMLElement;
  /** The edge of the window that we stand at, physical: the page may read from right to left. */
  side: "left" | "right";
  inFlow: boolean;
  dress(theme: Theme): void;
}

export function raiseShell(tag: Tag): Shell {
  const html = own("documentElement");
  // The webmaster's place in the flow, if there is one: a selector that finds nothing leaves us at the page's edge.
  const target = tag.target && find(tag.target);
  const side = tag.atStart === (getComputedStyle(html).direction === "rtl") ? "right" : "left";
  const host = element("parvis-entraide", { "data-parvis": target ? "flow" : "edge", lang: tag.lang });
  const shadow = host.attachShadow({ mode: "open" });
  shadow.adoptedStyleSheets = [makeSheet(STYLES)];
  const root = element("div", { class: "root" });
  const wear = (name: string, text: string) => root.style.setProperty(`--${name}`, text);
  const spoken = element("p", { role: "status" });
  root.append(spoken);
  shadow.append(root);
  // Beside the body, not within: frameworks own what is in there, and a transformed body would carry our fixed boxes away.
  (target || html).append(host);

  function dress({ font, accent, radius, scheme }: Theme): void {
    wear("font", font);
    wear("accent", accent);
    wear("radius", `${radius}px`);
    root.classList.toggle("dark", scheme === "dark" || (scheme === "auto" && prefersDark().matches));
  }

  return { host, shadow, root, spoken, side, inFlow: !!target, dress };
}
