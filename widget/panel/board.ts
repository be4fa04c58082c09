/** The questions of the page, as they come: newest first, with later ones waiting until they are asked for. */
import { computed, signal } from "@preact/signals";
import type { Progress } from "../draw/conversation.ts";
import type { PageState, Thread } from "../protocol/wire.ts";

export class Board {
  readonly state = signal<PageState | null>(null);
  readonly part = signal<Progress>("idle");
  /** Questions up to this number of the page's channel are on screen; later ones wait behind the pill. */
  readonly shownUpTo = signal(0);
  /** Ids of questions written here: they never wait. */
  readonly mine = signal<ReadonlySet<string>>(new Set());

  readonly visible = computed(() => (this.state.value?.threads ?? []).filter((t) => t.state === "visible"));
  readonly waiting = computed(() => this.visible.value.filter((t) => !this.#isShown(t)).length);
  readonly threads = computed(() => this.visible.value.filter((t) => this.#isShown(t)));
  readonly total = computed(() => (this.state.value?.total ?? 0) - this.waiting.value);
  /** Where the next, older part begins, or null when all are here. */
  readonly before = computed(() => {
    const held = this.state.value;
    return held && this.visible.value.length < held.total ? Math.min(...held.threads.map((t) => t.seq)) : null;
  });

  /** A new state of the channel. Where nothing was shown, or another page, everything is. */
  take(state: PageState): void {
    const isFirst = this.visible.value.length === 0 || state.page.id !== this.state.value?.page.id;
    this.state.value = state;
    if (isFirst) this.reveal();
  }

  /** Brings the waiting questions into the list. */
  reveal(): void { this.shownUpTo.value = Math.max(0, ...this.visible.value.map((t) => t.seq)); }

  clear(): void {
    this.state.value = null;
    this.shownUpTo.value = 0;
  }

  #isShown(thread: Thread): boolean { return thread.seq <= this.shownUpTo.value || this.mine.value.has(thread.id); }
}
