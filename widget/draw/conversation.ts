/** The thread on screen: its messages, who is typing, and what arrived below the line being read. */
import { computed, signal } from "@preact/signals";
import type { World } from "../client/world.ts";
import type { Author, Post, ThreadState } from "../protocol/wire.ts";

/** How the reading of an older part goes. */
export type Progress = "idle" | "loading" | "failed";

/** A typing hint fades after this many milliseconds. */
const TYPING_FADES = 4_000;

export class Conversation {
  readonly id: string;
  readonly state = signal<ThreadState | null>(null);
  /** The service knows no such thread, or will not show it. */
  readonly isGone = signal(false);
  readonly part = signal<Progress>("idle");
  readonly typists = signal<readonly Author[]>([]);
  readonly isAtEnd = signal(true);
  /** Number of the last message that was on screen, in front of somebody. */
  readonly readUpTo = signal<number | null>(null);

  readonly opening = computed<Post | null>(() => this.state.value?.posts[0] ?? null);
  readonly replies = computed<readonly Post[]>(() => this.state.value?.posts.slice(1) ?? []);
  readonly unread = computed(() => {
    const upTo = this.readUpTo.value;
    return upTo === null ? 0 : this.replies.value.filter((p) => p.seq > upTo && p.state === "visible" && !this.#isMine(p)).length;
  });

  readonly #world: World;
  readonly #isMine: (post: Post) => boolean;
  readonly #isSeen: () => boolean;
  readonly #fading = new Map<string, () => void>();

  /** `isSeen`: whether the screen is looked at; closed, or in a hidden tab, nothing on it is read. */
  constructor(id: string, world: World, isMine: (post: Post) => boolean, isSeen: () => boolean = () => true) {
    this.id = id;
    this.#world = world;
    this.#isMine = isMine;
    this.#isSeen = isSeen;
  }

  get channel(): string { return `thread:${this.id}`; }

  take(state: ThreadState, added: Post | null): void {
    this.state.value = state;
    if (added) this.#stopTyping(added.author.id);
    this.look();
  }

  /** Something came onto the screen, or somebody before it. */
  look(): void {
    if (this.#isSeen() && (this.readUpTo.value === null || this.isAtEnd.value)) this.readUpTo.value = this.state.value?.posts.at(-1)?.seq ?? null;
  }

  /** The scroller says whether the end is on screen. */
  reach(isAtEnd: boolean): void {
    this.isAtEnd.value = isAtEnd;
    this.look();
  }

  types(author: Author): void {
    this.#fading.get(author.id)?.();
    this.#fading.set(author.id, this.#world.after(TYPING_FADES, () => this.#stopTyping(author.id)));
    if (!this.typists.value.some((a) => a.id === author.id)) this.typists.value = [...this.typists.value, author];
  }

  post(id: string): Post | null { return this.state.value?.posts.find((p) => p.id === id) ?? null; }

  leave(): void { this.#fading.forEach((forget) => forget()); }

  #stopTyping(id: string): void {
    this.#fading.get(id)?.();
    this.#fading.delete(id);
    if (this.typists.value.some((a) => a.id === id)) this.typists.value = this.typists.value.filter((a) => a.id !== id);
  }
}
