/** The quiet button at the page's edge. It never opens by itself and never covers a control. */

import { keepClear } from "./corner.ts";
import { button, element } from "./dom.ts";
import type { Shell } from "./shell.ts";
import { news, type Words } from "./strings.ts";

export interface Launcher {
  /** What waits in the closed panel, and who is here. */
  tell(unread: number, agents: number): void;
  /** Out of the way while the panel is open. */
  hide(hidden: boolean): void;
  focus(): void;
  /** Its place is to be found again. */
  settle(): void;
}

export function drawLauncher({ root, side, inFlow }: Shell, words: Words, press: () => void, signal: AbortSignal): Launcher {
  const line = element("small", {}, words.line);
  const label = element("span", {}, element("b", {}, words.title), " ", line);
  const launch = button(press, element("i", {}), label);
  launch.className = "launch flow";
  root.append(launch);
  const settle = inFlow ? () => {} : keepClear(launch, side, signal);
  return {
    tell(unread, agents) {
      line.textContent = news(words, unread, agents);
      settle();
    },
    hide(hidden) {
      launch.hidden = hidden;
      settle();
    },
    focus: () => launch.focus(),
    settle,
  };
}
