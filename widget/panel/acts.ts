/**
 * What a citizen does with what others wrote: thank, have the same question, keep an answer, settle, follow. Each is shown at once and
 * told to the service; refused, or unheard twice, it is taken back, and `failure` says why beside the control.
 */
import { batch, effect, signal, type Signal } from "@preact/signals";
import { ApiProblem } from "../client/api.ts";
import type { Conversation } from "../draw/conversation.ts";
import type { Post, Thread } from "../protocol/wire.ts";
import type { Model } from "./model.ts";

export interface Marks { thanked: string[]; same: string[]; follows: string[]; unread: string[]; mode: "follow" | "mute" | null }
type Ids = Signal<ReadonlySet<string>>;

export class Acts {
  /** Posts thanked for; threads of which one has the same question; threads followed. */
  readonly thanked: Ids = signal(new Set());
  readonly same: Ids = signal(new Set());
  readonly follows: Ids = signal(new Set());
  readonly mode = signal<Marks["mode"]>(null);
  /** What went wrong last, and the id of the post, thread or page beside which it is said. */
  readonly failure = signal<{ at: string; said: string } | null>(null);

  readonly #model: Model;
  /** Grows with each act, begun or ended: marks that were read meanwhile may be older than what is shown. */
  #turn = 0;
  /** The page whose marks we hold, or have asked for. */
  #known: string | null = null;
  /** The marks we hold may not be the service's: asked again after the next act, and when we are back. */
  #isDoubtful = false;
  readonly #underWay = new Set<string>();

  constructor(model: Model) {
    this.#model = model;
    effect(() => {
      const page = model.pageId.value;
      const isLive = model.connection.value.name === "live";
      if (!model.identity.me.value) this.#forget();
      else if (page && page !== this.#known) {
        if (!model.identity.isNew || this.#known) void this.#recall();
        this.#known = page;
      } else if (isLive && this.#isDoubtful) void this.#recall();
    });
  }

  /** Who writes follows, unless she muted the page: the service does it by itself. */
  wrote(thread: string): void {
    if (this.mode.value !== "mute") this.follows.value = new Set([...this.follows.value, thread]);
  }

  thank(conversation: Conversation, post: Post): Promise<void> {
    const helped = !this.thanked.value.has(post.id);
    const by = helped ? 1 : -1;
    const count = (step: number) => (): void => {
      const held = conversation.post(post.id);
      const total = conversation.state.value?.thread?.helpful ?? 0;
      if (held) this.#model.revise(conversation, { seq: 0, kind: "post.thanked", data: { id: post.id, helpful: held.helpful + step, total: total + step } });
    };
    return this.#act(post.id, helped ? "PUT" : "DELETE", `/posts/${post.id}/helpful`, undefined,
      () => { toggle(this.thanked, post.id); count(by)(); }, () => { toggle(this.thanked, post.id); count(-by)(); });
  }

  haveSameQuestion(conversation: Conversation, thread: Thread): Promise<void> {
    const same = !this.same.value.has(thread.id);
    const by = same ? 1 : -1;
    const count = (step: number): void => {
      const now = conversation.state.value?.thread?.same_question ?? 0;
      this.#change(conversation, { same_question: now + step });
    };
    return this.#act(thread.id, same ? "PUT" : "DELETE", `/threads/${thread.id}/same-question`, undefined,
      () => { toggle(this.same, thread.id); count(by); }, () => { toggle(this.same, thread.id); count(-by); });
  }

  /** The asker's: this answer is the one, or no longer. */
  accept(conversation: Conversation, thread: Thread, post: Post): Promise<void> {
    const kept = thread.accepted !== post.id;
    const { accepted, status } = thread;
    return this.#act(post.id, kept ? "PUT" : "DELETE", `/threads/${thread.id}/accepted`, kept ? { post: post.id } : undefined,
      () => this.#change(conversation, kept ? { accepted: post.id, status: "solved" } : { accepted: null }),
      () => this.#change(conversation, { accepted, status }));
  }

  /** The asker's: settled, or open again. */
  settle(conversation: Conversation, thread: Thread): Promise<void> {
    const { accepted, status } = thread;
    const wanted = status === "solved" ? "open" : "solved";
    return this.#act(thread.id, "PUT", `/threads/${thread.id}/status`, { status: wanted },
      () => this.#change(conversation, wanted === "open" ? { status: wanted, accepted: null } : { status: wanted }),
      () => this.#change(conversation, { accepted, status }));
  }

  follow(thread: string, wanted = !this.follows.value.has(thread)): Promise<void> {
    const before = this.follows.value.has(thread);
    const set = (isFollowed: boolean) => (): void => { if (this.follows.value.has(thread) !== isFollowed) toggle(this.follows, thread); };
    return this.#act(thread, wanted ? "PUT" : "DELETE", `/threads/${thread}/follow`, undefined, set(wanted), set(before));
  }

  /** The whole page: follow it, mute it, or neither. */
  followPage(page: string, mode: Marks["mode"]): Promise<void> {
    const before = this.mode.value;
    return this.#act(page, mode ? "PUT" : "DELETE", `/pages/${page}/follow`, mode ? { mode } : undefined,
      () => { this.mode.value = mode; }, () => { this.mode.value = before; });
  }

  #change(conversation: Conversation, changes: Partial<Pick<Thread, "accepted" | "status" | "same_question">>): void {
    this.#model.revise(conversation, { seq: 0, kind: "thread.changed", data: { id: conversation.id, changes } });
  }

  /** One at a time on one thing: a second click waits for nothing, it is the same click. */
  async #act(at: string, method: string, path: string, body: unknown, show: () => void, takeBack: () => void): Promise<void> {
    if (this.#underWay.has(path)) return;
    const { identity, api } = this.#model;
    this.#underWay.add(path);
    this.#turn += 1;
    batch(() => { this.failure.value = null; show(); });
    try {
      await identity.ensure();
      // An answer that was lost on its way says nothing of what was done; each act is harmless to repeat.
      await api.ask(method, path, body).catch((error: unknown) => {
        if (error instanceof ApiProblem) throw error;
        return api.ask(method, path, body);
      });
    } catch (error) {
      batch(() => { takeBack(); this.failure.value = { at, said: this.#why(error) }; });
      if (!(error instanceof ApiProblem)) this.#doubt();
    } finally {
      this.#turn += 1;
      this.#underWay.delete(path);
      if (this.#isDoubtful) void this.#recall();
    }
  }

  /** Unheard, an act may be done all the same. */
  #doubt(): void {
    this.#isDoubtful = true;
    this.#model.doubtThread();
  }

  #why(error: unknown): string {
    return (error instanceof ApiProblem && error.problem.detail) || this.#model.words.actUnreachable;
  }

  /** What we marked on earlier visits. Without an answer nothing is marked; the counts are right all the same. */
  async #recall(): Promise<void> {
    const turn = this.#turn;
    const page = this.#model.pageId.peek();
    if (!page) return;
    const marks = await this.#model.api.ask<Marks>("GET", `/me/marks?page=${page}`).catch(() => null);
    if (page !== this.#model.pageId.value) return;
    const isTrue = marks !== null && turn === this.#turn && this.#underWay.size === 0;
    this.#isDoubtful = !isTrue;
    if (isTrue) this.#take(marks);
  }

  /** Those of other pages stay. */
  #take({ thanked, same, follows, unread, mode }: Marks): void {
    batch(() => {
      this.#model.followed.take(unread);
      this.thanked.value = new Set([...this.thanked.value, ...thanked]);
      this.same.value = new Set([...this.same.value, ...same]);
      this.follows.value = new Set([...this.follows.value, ...follows]);
      this.mode.value = mode;
    });
  }

  #forget(): void {
    this.#known = null;
    batch(() => {
      for (const ids of [this.thanked, this.same, this.follows]) ids.value = new Set();
      this.mode.value = null;
    });
  }
}

function toggle(ids: Ids, id: string): void {
  const next = new Set(ids.value);
  if (!next.delete(id)) next.add(id);
  ids.value = next;
}
