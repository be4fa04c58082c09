/** Where the agent is: the address says it, so that going back, reloading and sharing work. */
import { signal } from "@preact/signals";
import type { Desk } from "./desk.ts";

export type Room = "queue" | "pages";
const PAGES = "/console/pages";
const THREAD = /^\/console\/t\/([0-9a-f-]{36})$/;

export const threadOf = (path: string): string | null => THREAD.exec(path)?.[1] ?? null;
export const pathOf = (thread: string): string => `/console/t/${thread}`;

export class Route {
  readonly room = signal<Room>("queue");
  readonly #desk: Desk;
  /** The thread that was chosen here and is not drawn yet: its title takes the focus. */
  #arriving: string | null = null;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#follow();
    window.addEventListener("popstate", () => this.#follow());
  }

  toThread(id: string): void {
    if (this.#desk.conversation.value?.id === id) return document.getElementById("thread")?.focus();
    this.#arriving = id;
    history.pushState(null, "", pathOf(id));
    this.#follow();
  }

  /** Back to the list, and to the place in it that we came from. */
  toQueue(): void {
    const from = this.#desk.conversation.value?.id;
    history.pushState(null, "", "/console");
    this.#follow();
    requestAnimationFrame(() => (document.getElementById(`queue-${from}`) ?? document.getElementById("queue"))?.focus());
  }

  toPages(): void {
    history.pushState(null, "", PAGES);
    this.#follow();
  }

  /** True once for each arrival. */
  hasArrived(id: string): boolean {
    const isArrival = this.#arriving === id;
    if (isArrival) this.#arriving = null;
    return isArrival;
  }

  #follow(): void {
    const thread = threadOf(location.pathname);
    this.room.value = location.pathname === PAGES ? "pages" : "queue";
    if (thread) this.#desk.open(thread);
    else this.#desk.close();
  }
}

/** Follows a link without a reload, unless the agent asked for another tab or window. */
export const following = (go: () => void) => (event: MouseEvent): void => {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go();
};
