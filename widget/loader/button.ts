/** The quiet button at the page's edge. It never opens by itself and never covers a control. */

import { keepClear } from "./corner.ts";
import { button, element } from "./dom.ts";
import type { Shell } from "./shell.ts";
import type { Words } from "./strings.ts";

export interface Launcher {
  /** What pressing it does, and a line beneath. */
  tell(title: string, line: string): void;
  /** Out of the way while the panel is open. */
  hide(hidden: boolean): void;
  focus(): void;
  /** Its place is to be found again. */
  settle(): void;
}

export function drawLauncher({ root, side, inFlow }: Shell, words: Words, press: () => void, signal: AbortSignal): Launcher {
  const name = element("b", {}, words.title);
  const about = element("small", {}, words.line);
  const launch = button(press, element("i", {}), element("span", {}, name, " ", about));
  launch.className = "launch flow";
  root.append(launch);
  const settle = inFlow ? () => {} : keepClear(launch, side, signal);
  return {
    tell(title, line) {
      name.textContent = title;
      about.textContent = line;
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
