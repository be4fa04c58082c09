/**
 * What was written and is not yet confirmed. A draft keeps the id that was made for it until the service has answered for that
 * id, across failures, reloads and restarts: sent twice, it is stored once. Text leaves this box only confirmed, taken back, or
 * on request.
 */
import type { Field, Picture, Post, Thread } from "../protocol/wire.ts";
import { type Address, Api, ApiProblem } from "./api.ts";
import { backoff } from "./backoff.ts";
import type { World } from "./world.ts";

export interface ReplyDraft { act: "reply"; id: string; thread: string; body: string; replyTo: string | null; source?: string | null; pictures?: readonly Picture[]; at: string }
/** `id` is the thread's, `post` its opening post's. */
export interface QuestionDraft {
  act: "question"; id: string; post: string; title: string; body: string; address: Address; pageTitle: string; at: string;
  kind?: "question" | "discussion"; field?: Field | null; pictures?: readonly Picture[];
}
export type Draft = ReplyDraft | QuestionDraft;

export type Sending =
  | { name: "sending" }
  /** The network or the service is away; it is tried again by itself. */
  | { name: "unsent" }
  /** The service said no; the text waits to be changed or copied. */
  | { name: "refused"; detail: string; code: string; field: string | null }
  /** Confirmed; kept until the live channel shows the same id, so that nothing flickers. */
  | { name: "sent"; post: Post; thread: Thread | null };

export interface Entry { draft: Draft; sending: Sending }

export interface OutboxOptions {
  api: Api;
  site: string;
  world: World;
  /** Makes sure that we are somebody before the first act; called before each sending. */
  ensureVisitor(): Promise<void>;
  /** The token was refused: the next `ensureVisitor` must make another. */
  forgetVisitor(): void;
  onChange(entries: readonly Entry[]): void;
  /** The service has it: by its answer, or by the live channel where that came first. */
  onSent(draft: Draft): void;
  /** What is to be kept on the device: the unconfirmed drafts, or null when there are none. */
  keep(kept: string | null): void;
}

/** The loader keeps 64 KiB; some is left for its own envelope. */
const KEPT_LIMIT = 60_000;
/** Below this many failures in a row the reader is told "sending…": most of them mend at once. */
const PATIENT_TRIES = 2;
/** Answers that say "later", not "no". */
const LATER = new Set([429, 500, 502, 503, 504]);

export class Outbox {
  readonly #options: OutboxOptions;
  #entries: readonly Entry[] = [];
  #isSending = false;
  #tries = 0;
  #forgetTimer: (() => void) | null = null;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  get entries(): readonly Entry[] { return this.#entries; }

  add(draft: Draft): void {
    this.#set([...this.#entries, { draft, sending: { name: "sending" } }]);
    this.retry();
  }

  /** Takes up what the device kept, under the ids it had. What cannot be read is left alone. */
  restore(kept: string): void {
    const known = new Set(this.#entries.map((entry) => entry.draft.id));
    const drafts = understood(kept).filter((draft) => !known.has(draft.id));
    this.#set([...drafts.map((draft): Entry => ({ draft, sending: { name: "sending" } })), ...this.#entries]);
    this.retry();
  }

  /** Try now: asked by the reader, or because the network is back. */
  retry(): void {
    this.#forgetTimer?.();
    this.#tries = 0;
    if (this.#options.world.isOnline()) this.#rename("unsent", "sending");
    if (!this.#isSending) void this.#send();
  }

  /** Send again what was refused: the reason lay outside its text, in the name for instance. */
  again(id: string): void {
    this.#mark(id, { name: "sending" });
    this.retry();
  }

  /** The live channel shows these ids: their entries have done their work, whichever way the news came first. */
  settle(ids: ReadonlySet<string>): void {
    const done = this.#entries.filter(({ draft }) => ids.has(draft.id));
    if (done.length === 0) return;
    this.#set(this.#entries.filter((entry) => !done.includes(entry)));
    for (const { draft, sending } of done) if (sending.name !== "sent") this.#options.onSent(draft);
  }

  /** Gives a refused draft back, so that its text can be edited. */
  takeBack(id: string): Draft | null {
    const entry = this.#entries.find(({ draft }) => draft.id === id);
    if (entry) this.#set(this.#entries.filter((e) => e !== entry));
    return entry?.draft ?? null;
  }

  clear(): void {
    this.#forgetTimer?.();
    this.#set([]);
  }

  /** One at a time, oldest first, so that messages arrive in the order they were written. */
  async #send(): Promise<void> {
    this.#isSending = true;
    for (let next = this.#next(); next && this.#options.world.isOnline(); next = this.#next()) {
      const wait = await this.#try(next.draft);
      if (wait === null) continue;
      this.#forgetTimer = this.#options.world.after(wait, () => void this.#send());
      break;
    }
    if (!this.#options.world.isOnline()) this.#rename("sending", "unsent");
    this.#isSending = false;
  }

  #next(): Entry | undefined {
    return this.#entries.find(({ sending }) => sending.name === "sending" || sending.name === "unsent");
  }

  /** One attempt. Null when it is settled one way or the other, else milliseconds before the next. */
  async #try(draft: Draft): Promise<number | null> {
    try {
      await this.#options.ensureVisitor();
      const { post, thread } = await this.#post(draft);
      this.#tries = 0;
      if (!this.#entries.some((entry) => entry.draft.id === draft.id)) return null; // settled or forgotten meanwhile
      this.#mark(draft.id, { name: "sent", post, thread });
      this.#options.onSent(draft);
      return null;
    } catch (error) {
      return this.#failed(draft, error);
    }
  }

  #failed(draft: Draft, error: unknown): number | null {
    const problem = error instanceof ApiProblem ? error : null;
    if (problem?.problem.status === 401 && this.#tries === 0) {
      this.#tries += 1;
      this.#options.forgetVisitor();
      return 0;
    }
    if (problem && !LATER.has(problem.problem.status)) {
      const { detail, code, field } = problem.problem;
      this.#mark(draft.id, { name: "refused", detail, code, field: field ?? null });
      return null;
    }
    this.#tries += 1;
    if (this.#tries >= PATIENT_TRIES) this.#rename("sending", "unsent");
    return Math.max(backoff(this.#tries, this.#options.world.random()), (problem?.retryAfter ?? 0) * 1000);
  }

  async #post(draft: Draft): Promise<{ post: Post; thread: Thread | null }> {
    const { api, site } = this.#options;
    if (draft.act === "question") return api.openThread({ ...draft, site });
    return { post: await api.reply(draft.thread, draft.id, draft.body, draft.replyTo, draft.source, draft.pictures), thread: null };
  }

  #mark(id: string, sending: Sending): void {
    this.#set(this.#entries.map((entry) => (entry.draft.id === id ? { ...entry, sending } : entry)));
  }

  #rename(from: "sending" | "unsent", to: "sending" | "unsent"): void {
    if (!this.#entries.some(({ sending }) => sending.name === from)) return;
    this.#set(this.#entries.map((entry) => (entry.sending.name === from ? { ...entry, sending: { name: to } } : entry)));
  }

  #set(entries: readonly Entry[]): void {
    const before = serialised(this.#entries);
    this.#entries = entries;
    const kept = serialised(entries);
    if (kept !== before) this.#options.keep(kept);
    this.#options.onChange(entries);
  }
}

/** The unconfirmed drafts as JSON, oldest first, as many as the device may keep; null when there are none. */
function serialised(entries: readonly Entry[]): string | null {
  const drafts = entries.filter(({ sending }) => sending.name !== "sent").map(({ draft }) => draft);
  if (drafts.length === 0) return null;
  let kept = JSON.stringify(drafts);
  while (new TextEncoder().encode(kept).length > KEPT_LIMIT) {
    drafts.pop();
    kept = JSON.stringify(drafts);
  }
  return kept;
}

const TEXTS: Record<Draft["act"], readonly string[]> = {
  reply: ["id", "thread", "body", "at"],
  question: ["id", "post", "title", "body", "pageTitle", "at"],
};

/** The drafts in what the device kept: it may be of an older version, or touched by the host page's own scripts. */
function understood(kept: string): Draft[] {
  try {
    const drafts: unknown = JSON.parse(kept);
    return Array.isArray(drafts) ? drafts.filter(isDraft) : [];
  } catch {
    return [];
  }
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== "object" || value === null) return false;
  const draft = value as Record<string, unknown>;
  if (draft["act"] !== "reply" && draft["act"] !== "question") return false;
  const pictures = draft["pictures"] ?? [];
  if (!Array.isArray(pictures) || !pictures.every(isPicture)) return false;
  const texts = TEXTS[draft["act"]].every((name) => typeof draft[name] === "string");
  const address = draft["address"] as Partial<Address> | undefined;
  return texts && (draft["act"] === "reply" ? isTextOrNull(draft["replyTo"]) : typeof address?.url === "string");
}

/** The picture itself was sent before; this is how the message names it. */
function isPicture(value: unknown): boolean {
  const { id, alt, width, height } = (value ?? {}) as Record<string, unknown>;
  return typeof id === "string" && typeof alt === "string" && typeof width === "number" && typeof height === "number";
}

const isTextOrNull = (value: unknown): boolean => value === null || typeof value === "string";
