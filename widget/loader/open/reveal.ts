/** "Show me where": goes to a control of the reader's own page, outlines it and gives it the focus. It never fills anything in. */

import { element, own, until } from "../dom.ts";
import type { Base } from "../handle.ts";
import { describe } from "./describe.ts";

const LINGER = 6_000; // ms that a control which takes no focus stays outlined, once the reader has left us

export interface Outliner {
  /**
   * Looks for the control of that key: null when the page does not show it now, else what goes there and says its label. Of the rows of
   * a table the first is meant. `left` is called when the reader goes on to something else.
   */
  find(key: string): ((left: () => void) => string) | null;
  /** Takes the outline away; nobody is told. */
  leave(): void;
}

const isDrawn = (found: Element): boolean => found.getClientRects().length > 0;

const labelsOf = (control: Element): Element[] => [...((control as HTMLInputElement).labels ?? [])];

/** Opens what is folded around it. */
function unfoldAround(found: Element): void {
  for (let fold = found.closest("details:not([open])"); fold; fold = found.closest("details:not([open])")) fold.setAttribute("open", "");
}

export function outliner({ shell: { root, host }, fields, watchFields, signal }: Base): Outliner {
  const layer = element("div", { class: "layer" });
  root.append(layer);
  let leave = () => {};

  /** Returns the signal of its end. */
  function outline(parts: Element[]): AbortSignal {
    const frame = element("div", { class: "outline" });
    const shown = new AbortController();
    const place = () => {
      const boxes = parts.filter(isDrawn).map((part) => part.getBoundingClientRect());
      const origin = layer.getBoundingClientRect();
      const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
      const [right, bottom] = [Math.max(...boxes.map((box) => box.right)), Math.max(...boxes.map((box) => box.bottom))];
      const edges = { left: left - origin.left, top: top - origin.top, width: right - left, height: bottom - top };
      frame.hidden = !boxes.length;
      Object.entries(edges).forEach(([edge, px]) => frame.style.setProperty(edge, `${px}px`));
    };
    leave();
    leave = () => {
      shown.abort();
      frame.remove();
    };
    layer.append(frame);
    place();
    watchFields(place, shown.signal);
    return shown.signal;
  }

  until(signal, () => leave());

  function find(key: string): ((left: () => void) => string) | null {
    const field = describe(fields()).find((found) => found.key === key);
    if (!field) return null;
    field.controls.forEach(unfoldAround);
    const control = field.controls.find((one) => isDrawn(one) || labelsOf(one).some(isDrawn)) as HTMLElement | undefined;
    if (!control) return null;
    return (left) => {
      const labels = labelsOf(control);
      const target = isDrawn(control) ? control : labels.find(isDrawn)!;
      target.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion:reduce)").matches ? "instant" : "smooth" });
      control.focus({ preventScroll: true });
      const isChoice = control.matches("[type=radio],[type=checkbox]");
      const parts = isChoice ? field.controls.flatMap((one) => [one, ...labelsOf(one)]) : [control, ...labels];
      const ended = outline(control === field.controls[0] ? [field.anchor, ...parts] : parts);
      const end = () => {
        leave();
        left();
      };
      // The way back, being pressed, is no leaving.
      control.addEventListener("blur", ({ relatedTarget }) => relatedTarget === host || end(), { signal: ended });
      // A disabled control, or an element that is none, takes no focus, and will lose none.
      if (own("activeElement") !== control) {
        const look = setInterval(() => own("activeElement") === host || end(), LINGER);
        until(ended, () => clearInterval(look));
      }
      return field.label;
    };
  }

  return { find, leave: () => leave() };
}
