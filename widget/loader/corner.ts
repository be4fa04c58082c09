/** Finds the button a place at the page's edge where it covers no control. */

import { calmly, findAll, watchHeight } from "./dom.ts";

export interface Box { left: number; top: number; right: number; bottom: number }

const EDGE = 16; // px between the button and the window's edge
const AIR = 8; // px between the button and a control

export const CONTROLS =
  "a[href],button,input,select,textarea,label,summary,iframe,[contenteditable]," +
  "[role=button],[role=checkbox],[role=combobox],[role=radio],[role=slider],[role=switch]";

/** The whole button, its name alone, its icon alone; `away`: shown only to those who come to it by keyboard. */
const SHAPES = ["whole", "short", "bare", "away"];

/** The obstacles within `air` px of the box. What is not drawn has no size, and is in nobody's way. */
export const touched = (box: Box, obstacles: Box[], air = AIR): Box[] =>
  obstacles.filter(
    ({ left, top, right, bottom }) =>
      right > left && bottom > top &&
      left < box.right + air && right > box.left - air && top < box.bottom + air && bottom > box.top - air,
  );

/** The lowest place for the box, at `box` or straight above and not higher than `ceiling`, where it touches nothing; `null` if none. */
export function lowestFree(box: Box, ceiling: number, obstacles: Box[]): Box | null {
  if (box.top < ceiling) return null;
  const inTheWay = touched(box, obstacles);
  if (!inTheWay.length) return box;
  const { left, right } = box;
  const bottom = Math.min(...inTheWay.map(({ top }) => top)) - AIR;
  return lowestFree({ left, right, top: bottom + box.top - box.bottom, bottom }, ceiling, obstacles);
}

/**
 * Keeps the button clear of all controls until `signal`: at once when one comes near as the page scrolls, and back to the best
 * place when the page rests. (Browsers tell of scrolling once a frame.) Returns what to call when the button itself changed.
 */
export function keepClear(button: HTMLElement, side: "left" | "right", signal: AbortSignal): () => void {
  const obstacles = () => findAll(CONTROLS).map((control) => control.getBoundingClientRect());

  function settle(): void {
    if (button.hidden) return;
    const found = obstacles();
    button.style.bottom = `${EDGE}px`;
    for (const shape of SHAPES) {
      button.className = `launch ${shape}`;
      const corner = button.getBoundingClientRect();
      const place = lowestFree(corner, shape === "bare" ? EDGE : innerHeight / 2, found);
      if (!place) continue;
      button.style.bottom = `${EDGE + corner.bottom - place.bottom}px`;
      break;
    }
  }

  const atRest = calmly(settle, signal);
  const scrolled = () => {
    if (touched(button.getBoundingClientRect(), obstacles()).length) settle();
    atRest();
  };

  button.style[side] = `${EDGE}px`;
  addEventListener("scroll", scrolled, { passive: true, capture: true, signal });
  addEventListener("resize", settle, { signal });
  // What unfolds, loads or leaves changes the height of the page.
  watchHeight(settle, signal);
  return settle;
}
