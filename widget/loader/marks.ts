/**
 * Beside the label of each control that questions are about, how many they are. Marks hang in our own layer, over the page and
 * scrolling with it: they take no room in it, and one that would cover a control is seen only by those who come to it by keyboard.
 */

import { CONTROLS, touched, type Box } from "./corner.ts";
import { button, element, findAll, own } from "./dom.ts";
import { watchFields, type Found } from "./fields.ts";
import type { Shell } from "./shell.ts";
import { counted, QUESTIONS, type Words } from "./strings.ts";

export interface Marks {
  /** Questions by key of the control. */
  count(questions?: Record<string, number>): void;
  /** Out of reach while the panel covers the page. */
  hide(hidden: boolean): void;
}

const AIR = 8; // px between the words of a label and its mark
const LIFTS = [0, 4, 8]; // px by which a mark may stand higher than the words, above a control that is near

/** The end of the words of a label, as they are drawn. */
function endOf(anchor: Element): Box | undefined {
  // What is only for screen readers stands in a box of a pixel or so.
  const seen = own("createTreeWalker")(anchor, 5, (node) => (node instanceof Element && node.getBoundingClientRect().width < 3 ? 2 : 1));
  const range = own("createRange")();
  let end: Box | undefined;
  while (seen.nextNode()) {
    range.selectNode(seen.currentNode);
    end = [...range.getClientRects()].filter(({ width }) => width).pop() ?? end;
  }
  return end;
}

/** The first place after one of these, in reading direction, where a box of that size covers nothing and stays in the page. */
export function besides(ends: Box[], width: number, height: number, isRtl: boolean, edge: number, obstacles: Box[]): Box | undefined {
  return ends
    .flatMap((end) => LIFTS.map((lift) => {
      const left = isRtl ? end.left - AIR - width : end.right + AIR;
      const top = (end.top + end.bottom - height) / 2 - lift;
      return { left, top, right: left + width, bottom: top + height };
    }))
    .find((box) => box.left >= 0 && box.right <= edge && !touched(box, obstacles, 0).length);
}

export function drawMarks(
  { root }: Shell, find: () => Found[], words: Words, choose: (key: string) => void, signal: AbortSignal,
): Marks {
  const layer = element("div", { class: "layer" });
  root.append(layer);
  const drawn = new Map<string, HTMLElement>();
  let questions: Record<string, number> = {};
  let isWatching = false;

  function draw({ key, label }: Found): HTMLElement {
    const count = counted(questions[key]!, QUESTIONS);
    const mark = drawn.get(key) ?? button(() => choose(key));
    drawn.set(key, mark);
    // On a narrow screen the number stands alone.
    const [number, word] = count.split(" ");
    mark.replaceChildren(element("i", {}), `${number} `, element("span", {}, word!));
    mark.ariaLabel = count + words.onField(label);
    return mark;
  }

  function place(mark: HTMLElement, { anchor, controls: [control] }: Found): void {
    const obstacles = findAll(CONTROLS).filter((other) => other !== anchor);
    const [origin, { width, height }, box, ...boxes] = [layer, mark, control!, ...obstacles].map((one) => one.getBoundingClientRect()) as [DOMRect, DOMRect, DOMRect];
    const isRtl = getComputedStyle(anchor).direction === "rtl";
    const free = besides([endOf(anchor) ?? box, box], width, height, isRtl, own("documentElement").clientWidth, boxes);
    const { left, top } = free ?? box;
    mark.className = free ? "mark" : "mark far";
    mark.style.left = `${left - origin.left}px`;
    mark.style.top = `${top - origin.top}px`;
  }

  /** In the order of the page. A redrawn control keeps its mark, and the mark its focus. */
  function look(): void {
    const found = find().filter(({ key, anchor }) => questions[key]! > 0 && anchor.getClientRects().length);
    const marks = found.map(draw);
    if (marks.some((mark, at) => layer.children[at] !== mark) || layer.children.length > marks.length) layer.replaceChildren(...marks);
    marks.forEach((mark, at) => place(mark, found[at]!));
  }

  return {
    count(asked = {}) {
      questions = asked;
      if (!isWatching && Object.keys(asked).length) {
        isWatching = true;
        watchFields(look, signal);
      }
      if (isWatching) look();
    },
    hide(hidden) {
      layer.inert = hidden;
    },
  };
}
