/**
 * The line being read never moves. Above the end, a visible line is held where it is, whatever arrives or loads above or
 * below it; at the end, the end is followed. The browser's own anchoring is switched off there (`overflow-anchor`): Safari long had
 * none, and two would work against each other.
 */

/** The scroller's `scrollTop`, `clientHeight` and `scrollHeight`. */
export interface Window { top: number; height: number; content: number }

/** Nearer to the end than this is at the end: a rounding, half a line. */
const NEAR = 24;

/** A reader who has not scrolled is at the end only where there is nothing to scroll. */
export const isAtEnd = ({ top, height, content }: Window): boolean => content - top - height <= (top > 0 ? NEAR : 0);

/** Where to scroll after a change: to the end when it is followed, else so that the held line stays where it was. */
export function scrollAfter(window: Window, isFollowing: boolean, lineBefore: number, lineAfter: number): number {
  return isFollowing ? window.content - window.height : window.top + lineAfter - lineBefore;
}

/**
 * Which of the lines, in order, to hold: the first that begins inside the window, so that what grows above it grows upwards; else the
 * one that fills the window; -1 when there is none. `topOf` counts from the window's top. Looks at log₂ n lines.
 */
export function lineToHold(count: number, topOf: (index: number) => number, height: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (topOf(middle) >= 0) high = middle;
    else low = middle + 1;
  }
  return low < count && topOf(low) < height ? low : low - 1;
}

/** Watches the scroller of a thread; its lines carry `data-line`. */
export class Reading {
  readonly #scroller: HTMLElement;
  readonly #onEnd: (isAtEnd: boolean) => void;
  readonly #sizes: ResizeObserver;
  #isFollowing = false;
  /** The heights when the line was last held: a scroll event under other heights is not the reader's doing. */
  #known: Window = { top: 0, height: 0, content: 0 };
  #line: Element | null = null;
  #lineTop = 0;

  constructor(scroller: HTMLElement, content: HTMLElement, onEnd: (isAtEnd: boolean) => void) {
    this.#scroller = scroller;
    this.#onEnd = onEnd;
    this.#sizes = new ResizeObserver(() => this.#hold());
    this.#sizes.observe(scroller);
    this.#sizes.observe(content);
    scroller.addEventListener("scroll", this.#scrolled, { passive: true });
    this.#note();
  }

  /** The reader asked for the end: go there, and follow. */
  follow(): void {
    this.#isFollowing = true;
    this.#hold();
  }

  leave(): void {
    this.#sizes.disconnect();
    this.#scroller.removeEventListener("scroll", this.#scrolled);
  }

  #window(): Window {
    const { scrollTop, clientHeight, scrollHeight } = this.#scroller;
    return { top: scrollTop, height: clientHeight, content: scrollHeight };
  }

  /** Content that grew in this very frame is held when its size is observed, just after. */
  readonly #scrolled = (): void => {
    const { height, content } = this.#window();
    if (height === this.#known.height && content === this.#known.content) this.#note();
  };

  #note(): void {
    const lines = this.#scroller.querySelectorAll("[data-line]");
    const top = this.#scroller.getBoundingClientRect().top;
    this.#known = this.#window();
    const at = lineToHold(lines.length, (i) => lines[i]!.getBoundingClientRect().top - top, this.#known.height);
    this.#line = lines[at] ?? null;
    this.#lineTop = this.#line?.getBoundingClientRect().top ?? 0;
    this.#isFollowing = isAtEnd(this.#known);
    this.#onEnd(this.#isFollowing);
  }

  #hold(): void {
    // Measured from the top of the frame, not of the scroller: a bar that appears above the scroller does not move the line either.
    const line = this.#line?.isConnected ? this.#line.getBoundingClientRect().top : this.#lineTop;
    const top = scrollAfter(this.#window(), this.#isFollowing, this.#lineTop, line);
    if (Math.abs(top - this.#scroller.scrollTop) >= 1) this.#scroller.scrollTop = top;
    this.#note();
  }
}
