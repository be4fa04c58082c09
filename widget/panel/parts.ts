/** What parts that are loaded later need of the model: a channel of their own, what was chosen for them, and to know when all is forgotten. */
import { batch, signal } from "@preact/signals";
import type { Feed } from "../client/feed.ts";
import type { Post, State, Thread } from "../protocol/wire.ts";
import type { Model } from "./model.ts";

export class Parts {
  /** An answer that was chosen for the guide: its room makes a step of it. */
  readonly forGuide = signal<{ thread: Thread; post: Post } | null>(null);
  readonly #model: Model;
  readonly #feed: Feed;
  readonly #followed = new Map<string, (state: State) => void>();
  readonly #forgetting: (() => void)[] = [];

  constructor(model: Model, feed: Feed) {
    this.#model = model;
    this.#feed = feed;
  }

  putInGuide(thread: Thread, post: Post): void {
    batch(() => {
      this.forGuide.value = { thread, post };
      this.#model.tab.value = "guide";
      this.#model.openList();
    });
  }

  /** Follows a channel until the answer is called. */
  follow(channel: string, take: (state: State) => void): () => void {
    this.#followed.set(channel, take);
    this.#feed.watch(channel);
    return () => {
      this.#followed.delete(channel);
      this.#feed.unwatch(channel);
    };
  }

  changed(channel: string, state: State): void { this.#followed.get(channel)?.(state); }

  /** What is typed in a part goes with the rest. */
  whenForgotten(run: () => void): void { this.#forgetting.push(run); }

  forget(): void { this.#forgetting.forEach((forget) => forget()); }
}
