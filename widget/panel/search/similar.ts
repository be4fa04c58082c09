/** Looks for similar questions when the typing rests: never two requests at once, and the last word typed always has its turn. */
import { signal } from "@preact/signals";
import { browser, type World } from "../../client/world.ts";
import type { Page, Thread } from "../../protocol/wire.ts";

export interface Found { thread: Thread; page: Page; excerpt: string }

export const PAUSE = 400;
const FROM = 3;

export class Similar {
  readonly found = signal<readonly Found[]>([]);
  readonly #look: (text: string) => Promise<Found[]>;
  readonly #world: Pick<World, "after">;
  #typed = "";
  #isLooking = false;
  #forget: () => void = () => undefined;

  constructor(look: (text: string) => Promise<Found[]>, world: Pick<World, "after"> = browser) {
    this.#look = look;
    this.#world = world;
  }

  type(text: string): void {
    this.#typed = text;
    this.#forget();
    if (text.trim().length < FROM) this.found.value = [];
    else this.#forget = this.#world.after(PAUSE, () => void this.#ask());
  }

  leave(): void { this.#forget(); }

  async #ask(): Promise<void> {
    if (this.#isLooking) return;
    const text = this.#typed;
    this.#isLooking = true;
    const found = await this.#look(text).catch(() => null);
    this.#isLooking = false;
    if (this.#typed === text) this.found.value = found ?? [];
    else this.type(this.#typed);
  }
}
