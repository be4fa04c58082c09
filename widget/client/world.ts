/** What the live connection needs from its surroundings, so that tests can give it another world. */

export type Signal = "online" | "offline" | "visible";

export interface World {
  openSocket(url: string): WebSocket;
  openStream(url: string): EventSource;
  fetch: typeof fetch;
  /** Calls `run` after `ms`; the answer forgets it. */
  after(ms: number, run: () => void): () => void;
  now(): number;
  /** From 0 to 1, 1 excluded. */
  random(): number;
  isOnline(): boolean;
  /** Not in a tab behind another, nor minimised. */
  isVisible(): boolean;
  /** Calls `run` whenever the browser says so; the answer stops it. */
  on(signal: Signal, run: () => void): () => void;
}

/** The browser we run in. */
export const browser: World = {
  openSocket: (url) => new WebSocket(url),
  openStream: (url) => new EventSource(url),
  fetch: (input, init) => fetch(input, init),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  now: () => Date.now(),
  random: () => Math.random(),
  isOnline: () => navigator.onLine,
  isVisible: () => !document.hidden,
  on(signal, run) {
    const target: EventTarget = signal === "visible" ? document : window;
    const heard = (): void => { if (signal !== "visible" || !document.hidden) run(); };
    const name = signal === "visible" ? "visibilitychange" : signal;
    target.addEventListener(name, heard);
    return () => target.removeEventListener(name, heard);
  },
};
