/**
 * The threads that one follows, on the whole site: which have something new, and what was read of them. The service keeps both, so that
 * an answer is found again on the next visit.
 */
import { effect, signal } from "@preact/signals";
import type { Conversation } from "../draw/conversation.ts";
import type { Model } from "./model.ts";

/** Reading settles before it is told. */
const SETTLED = 1_000;

export class Followed {
  /** Followed threads in which somebody else wrote since one read them. */
  readonly unread = signal<ReadonlySet<string>>(new Set());
  /** Their list stands in place of the page's. */
  readonly isShown = signal(false);

  readonly #model: Model;
  readonly #after: (ms: number, run: () => void) => () => void;
  #forget: () => void = () => undefined;

  constructor(model: Model, after: (ms: number, run: () => void) => () => void) {
    this.#model = model;
    this.#after = after;
    effect(() => { if (!model.identity.me.value) this.take([]); });
    effect(() => { if (model.tab.value && model.pageId.value) this.isShown.value = false; });
    effect(() => {
      const conversation = model.conversation.value;
      const upTo = conversation?.readUpTo.value;
      if (conversation && upTo && model.acts.follows.value.has(conversation.id)) this.#read(conversation, upTo);
    });
  }

  take(threads: readonly string[]): void { this.unread.value = new Set(threads); }

  /** Somebody wrote in a thread that is not on screen. */
  hear(thread: string): void {
    const { acts, conversation } = this.#model;
    if (acts.follows.value.has(thread) && conversation.value?.id !== thread) this.take([...this.unread.value, thread]);
  }

  /** Not told in vain: unheard, the thread is new once more on the next visit. */
  #read(conversation: Conversation, seq: number): void {
    this.#forget();
    if (this.unread.peek().has(conversation.id)) this.take([...this.unread.peek()].filter((id) => id !== conversation.id));
    this.#forget = this.#after(SETTLED, () => {
      void this.#model.api.ask("PUT", `/threads/${conversation.id}/seen`, { seq }).catch(() => undefined);
    });
  }
}
