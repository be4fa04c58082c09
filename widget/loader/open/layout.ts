/** Where the open panel stands: beside the form, over it on a narrow screen, or in the flow of the page. The frame is never moved. */

import { lay, own, until } from "../dom.ts";
import type { Shell } from "../shell.ts";

/** Below this the panel would leave the form too little room, and covers it. */
const WIDE = "(min-width:1080px)";
const PANEL = 400; // px

export interface Layout {
  /** True when the open panel covers the form. */
  modal(): boolean;
  arrange(open: boolean): void;
}

/** The form keeps its room: the page gets the panel's width as padding, on top of its own. */
function leaveRoom(side: "left" | "right"): () => void {
  const padding = `padding-${side}`;
  const already = getComputedStyle(own("documentElement")).getPropertyValue(padding);
  return lay(`box-sizing:border-box!important;${padding}:calc(${already} + ${PANEL}px)!important`);
}

/** Nothing else can be reached: the browser itself traps the focus, also across the frame. What was inert before stays so. */
function standAlone(host: HTMLElement): () => void {
  const others = [...own("documentElement").children].filter((other) => other !== host && !other.hasAttribute("inert"));
  others.forEach((other) => other.setAttribute("inert", ""));
  const release = lay("overflow:hidden!important");
  return () => {
    others.forEach((other) => other.removeAttribute("inert"));
    release();
  };
}

/** @param turned is called when the window's width changed the way the panel stands. */
export function layOut({ host, side, inFlow }: Shell, panel: HTMLElement, turned: () => void, signal: AbortSignal): Layout {
  const wide = matchMedia(WIDE);
  panel.style.setProperty("--away", side === "right" ? "1" : "-1");
  let isOpen = false;
  let undo = () => {};

  const modal = () => !inFlow && !wide.matches;

  function arrange(open: boolean): void {
    undo();
    isOpen = open;
    const covers = modal();
    undo = !open || inFlow ? () => {} : covers ? standAlone(host) : leaveRoom(side);
    panel.className = `panel ${inFlow ? "flow" : covers ? "cover" : ""} ${open ? "open" : ""}`;
    panel.setAttribute("role", covers ? "dialog" : "complementary");
    panel.ariaModal = covers ? "true" : null;
  }

  panel.style[side] = "0";
  arrange(false);
  wide.onchange = () => {
    arrange(isOpen);
    turned();
  };
  until(signal, () => {
    wide.onchange = null;
  });
  return { modal, arrange };
}
