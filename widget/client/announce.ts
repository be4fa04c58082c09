/** What a screen reader is told: politely, and a burst as one sentence. The live region itself is drawn once, empty, at the start. */
import type { World } from "./world.ts";

/** One message is said in its own words; several of the same kind within a breath, by their number. */
export interface News { said: string; many?: (n: number) => string }

/** News that come together are told together. */
const BREATH = 1_000;
/** How long the region stays empty before it speaks: a sentence like the one before changes nothing by itself, and would not be heard. */
const FRAME = 50;

export class Announcer {
  readonly #world: Pick<World, "after">;
  readonly #tell: (text: string) => void;
  #waiting: News[] = [];

  constructor(world: Pick<World, "after">, tell: (text: string) => void) {
    this.#world = world;
    this.#tell = tell;
  }

  say(news: News): void {
    this.#waiting.push(news);
    if (this.#waiting.length === 1) this.#world.after(BREATH, () => this.#speak());
  }

  #speak(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    const kinds = new Map<unknown, News[]>();
    for (const news of waiting) {
      const kind = news.many ?? news.said;
      kinds.set(kind, [...(kinds.get(kind) ?? []), news]);
    }
    const sentences = [...kinds.values()].map((of) => (of.length > 1 && of[0]!.many ? `${of[0]!.many(of.length)}.` : of[0]!.said));
    this.#tell("");
    this.#world.after(FRAME, () => this.#tell(sentences.join(" ")));
  }
}
