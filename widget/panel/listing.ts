/**
 * How the reader wants the list: which threads, in which order. The newest first are the live ones of the page's channel; any other
 * list is read over HTTP, a part at a time, and shows what the channel knows of its threads meanwhile.
 */
import { batch, computed, effect, signal } from "@preact/signals";
import { query } from "../client/api.ts";
import type { Progress } from "../draw/conversation.ts";
import type { Thread } from "../protocol/wire.ts";
import type { Model } from "./model.ts";

export type Filter = "all" | "unanswered" | "solved" | "field" | "step" | "mine";
export type Sort = "newest" | "active" | "helpful";
/** What the reader looks for, on this page or on the whole site. */
export interface Sought { text: string; everywhere: boolean }
interface Found { threads: Thread[]; total: number; next: string | null }

export class Listing {
  readonly filter = signal<Filter>("all");
  readonly sort = signal<Sort>("newest");
  readonly topic = signal<string | null>(null);
  /** Null: the list. */
  readonly sought = signal<Sought | null>(null);
  readonly found = signal<Found | null>(null);
  readonly part = signal<Progress>("idle");
  readonly kind = computed(() => (this.#model.tab.value === "talk" ? "discussion" : "question"));
  readonly isLive = computed(() => this.filter.value === "all" && this.sort.value === "newest" && this.topic.value === null);
  readonly threads = computed<readonly Thread[]>(() => {
    const { board } = this.#model;
    if (this.isLive.value) return board.threads.value.filter((thread) => thread.kind === this.kind.value);
    const live = new Map(board.visible.value.map((thread) => [thread.id, thread]));
    return (this.found.value?.threads ?? []).map((thread) => live.get(thread.id) ?? thread).filter((thread) => thread.state === "visible");
  });
  /** How many there are in all. The page counts both kinds together; while all are held each is counted by itself. */
  readonly total = computed(() => {
    const { board } = this.#model;
    if (!this.isLive.value) return this.found.value?.total ?? 0;
    return board.before.value === null ? this.threads.value.length : board.total.value;
  });
  readonly hasMore = computed(() => (this.isLive.value ? this.#model.board.before.value !== null : this.found.value?.next != null));

  readonly #model: Model;
  #asked = 0;

  constructor(model: Model) {
    this.#model = model;
    effect(() => {
      if (model.field.value) this.choose("field");
      else if (this.filter.peek() === "field" || this.filter.peek() === "step") this.choose("all");
    });
    effect(() => { if (model.pageId.value === null) batch(() => { this.choose("all"); this.topic.value = null; }); });
    effect(() => { if (this.kind.value && model.pageId.value) this.sought.value = null; });
    effect(() => {
      const wanted = this.#query(null);
      batch(() => { this.found.value = null; this.part.value = "idle"; });
      if (wanted) void this.#read(wanted);
    });
  }

  choose(filter: Filter): void { this.filter.value = filter; }

  /** Only threads about this; null: about anything. */
  about(topic: string | null): void { this.topic.value = topic; }

  /** The next part, or the first once more when it did not come. */
  more(): void {
    if (this.part.value === "loading") return;
    if (this.isLive.value) return void this.#model.loadOlder();
    const wanted = this.#query(this.found.peek()?.next ?? null);
    if (wanted) void this.#read(wanted);
  }

  /** The address of a part; null where the channel has it, or while the page is unknown. */
  #query(after: string | null): string | null {
    const { pageId, site, field } = this.#model;
    const filter = this.filter.value;
    if (this.isLive.value || !pageId.value) return null;
    return `/pages/${pageId.value}/threads?` + query({
      site, sort: this.sort.value, kind: this.kind.value,
      status: filter === "unanswered" || filter === "solved" ? filter : null,
      field: filter === "field" ? field.value?.key : null,
      step: filter === "step" ? field.value?.step : null,
      mine: filter === "mine" ? "true" : null, topic: this.topic.value, after,
    });
  }

  /** A list that is no longer wanted when it comes is dropped. */
  async #read(path: string): Promise<void> {
    const turn = ++this.#asked;
    this.part.value = "loading";
    const more = await this.#model.api.ask<Found>("GET", path).catch(() => null);
    if (turn !== this.#asked) return;
    const held = this.found.peek()?.threads ?? [];
    const known = new Set(held.map(({ id }) => id));
    batch(() => {
      this.part.value = more ? "idle" : "failed";
      if (more) this.found.value = { ...more, threads: [...held, ...more.threads.filter(({ id }) => !known.has(id))] };
    });
  }
}
