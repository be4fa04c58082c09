/** Everything the console knows and everything that can be done in it. Views read its signals and call its methods. */
import { batch, computed, signal } from "@preact/signals";
import { Api, ApiProblem } from "../client/api.ts";
import { Feed, type Connection, type FeedListener } from "../client/feed.ts";
import { uuidv7 } from "../client/ids.ts";
import { Outbox, type Entry } from "../client/outbox.ts";
import { apply, withEarlierPosts } from "../client/state.ts";
import type { Lang, Words } from "../client/strings.ts";
import { browser, type World } from "../client/world.ts";
import { Announcer } from "../client/announce.ts";
import { Begun } from "../client/begun.ts";
import { Conversation } from "../draw/conversation.ts";
import type { Author, Event, Hint, PageState, Post, Presence, QueueState, State, ThreadState } from "../protocol/wire.ts";
import { saidIn, type Said } from "./strings.ts";

/** What the document says of who reads it, in its data attributes. */
export interface Start { site: string; siteId: string; agent: Author }
export interface DeskOptions { start: Start; origin: string; lang: Lang; words: Words; world?: World; store: Storage }

/** A connection that comes back at once is not worth a word. */
const WORTH_SAYING = 1_500;
const MINUTE_HAND = 10_000;
/** The service passes on one typing hint a second per person; they fade after four. */
const TYPING_EVERY = 3_000;

export class Desk {
  readonly site: string;
  readonly agent: Author;
  readonly lang: Lang;
  readonly words: Words;
  readonly said: Said;
  readonly now = signal(Date.now());
  readonly connection = signal<Connection>({ name: "connecting", tries: 0 });
  readonly queue = signal<QueueState | null>(null);
  /** The thread on screen: one that leaves the queue stays open. */
  readonly conversation = signal<Conversation | null>(null);
  readonly page = signal<PageState | null>(null);
  readonly here = signal<Presence | null>(null);
  readonly entries = signal<readonly Entry[]>([]);
  /** Texts that were not published yet, by thread. */
  readonly texts = signal<Record<string, string>>({});
  /** Other texts: an edit, a note, a step of the guide. */
  readonly begun = new Begun();
  readonly isSessionOver = signal(false);
  readonly isHelpOpen = signal(false);
  /** What went wrong last, and the id of the post or thread beside which it is said. */
  readonly failure = signal<{ at: string; said: string } | null>(null);
  /** For the live region. */
  readonly news = signal("");
  /** Everything on screen has come through the live channel. */
  readonly isReady = computed(() => {
    const open = this.conversation.value;
    return this.queue.value !== null && (!open || open.isGone.value || (open.state.value !== null && this.page.value !== null));
  });
  readonly waiting = computed(() => this.queue.value?.threads.find(({ thread }) => thread.id === this.conversation.value?.id) ?? null);

  readonly api: Api;
  readonly #feed: Feed;
  readonly #outbox: Outbox;
  readonly #world: World;
  readonly #announcer: Announcer;
  readonly #store: Storage;
  readonly #queueChannel: string;
  /** Messages per thread, of the threads on the page of the open one: hints, later than what the queue says. */
  readonly #counts = signal<Record<string, number>>({});
  #pageChannel: string | null = null;
  #typedAt = 0;
  #forgetTrouble: () => void = () => undefined;

  constructor({ start, origin, lang, words, world = browser, store }: DeskOptions) {
    const { site, siteId, agent } = start;
    this.site = site;
    this.agent = agent;
    this.lang = lang;
    this.words = words;
    this.said = saidIn(lang);
    this.#store = store;
    // The session is a cookie, which counts only from our own origin.
    this.#world = { ...world, fetch: (input, init) => world.fetch(input, { ...init, credentials: "same-origin" }) };
    this.#queueChannel = `queue:${siteId}`;
    this.#announcer = new Announcer(this.#world, (text) => { this.news.value = text; });
    this.api = new Api({ origin, lang, token: () => null, fetch: this.#world.fetch });
    this.#feed = new Feed({ origin, site, api: this.api, address: null, token: () => null, world: this.#world }, this.#listener());
    this.#outbox = new Outbox({
      api: this.api, site, world: this.#world,
      ensureVisitor: () => Promise.resolve(),
      forgetVisitor: () => undefined,
      onChange: (entries) => { this.entries.value = entries; },
      onSent: () => undefined,
      keep: (drafts) => this.#keep(drafts),
    });
  }

  start(): void {
    this.#feed.watch(this.#queueChannel);
    this.#feed.start();
    const kept = this.#store.getItem(this.#shelf);
    if (kept) this.#outbox.restore(kept);
    this.#world.on("online", () => this.#outbox.retry());
    this.#tick();
  }

  isMine(post: Post): boolean { return post.author.id === this.agent.id; }

  /** Replies to a waiting question, as far as we know. */
  replies(thread: { id: string; posts: number }): number {
    const open = this.conversation.value;
    const held = open?.id === thread.id ? open.state.value?.thread?.posts : undefined;
    return Math.max(0, (held ?? this.#counts.value[thread.id] ?? thread.posts) - 1);
  }

  // Going about

  open(id: string): void {
    if (this.conversation.value?.id === id) return;
    batch(() => {
      this.close();
      const conversation = new Conversation(id, this.#world, (post) => this.isMine(post));
      this.conversation.value = conversation;
      this.#feed.watch(conversation.channel);
    });
  }

  close(): void {
    const conversation = this.conversation.value;
    if (!conversation) return;
    conversation.leave();
    this.#feed.unwatch(conversation.channel);
    if (this.#pageChannel) this.#feed.unwatch(this.#pageChannel);
    this.#pageChannel = null;
    batch(() => {
      this.conversation.value = null;
      this.page.value = null;
      this.here.value = null;
    });
  }

  async loadEarlier(conversation: Conversation): Promise<void> {
    const before = conversation.state.value?.earlier ?? null;
    if (conversation.part.value === "loading" || before === null) return;
    conversation.part.value = "loading";
    try {
      const { posts, earlier } = await this.api.earlierPosts(conversation.id, before);
      this.#feed.ledger.revise<ThreadState>(conversation.channel, (state) => withEarlierPosts(state, posts, earlier));
      conversation.part.value = "idle";
    } catch {
      conversation.part.value = "failed";
    }
  }

  // Writing

  text(thread: string): string { return this.texts.value[thread] ?? ""; }

  setText(thread: string, body: string): void { this.texts.value = { ...this.texts.value, [thread]: body }; }

  publish(thread: string): void {
    const body = this.text(thread).trim();
    batch(() => {
      this.setText(thread, "");
      this.#outbox.add({ act: "reply", id: uuidv7(), thread, body, replyTo: null, at: new Date(this.#world.now()).toISOString() });
    });
  }

  types(thread: string): void {
    const now = this.#world.now();
    if (now - this.#typedAt < TYPING_EVERY) return;
    this.#typedAt = now;
    this.#feed.typing(thread);
  }

  retryEntry(id: string): void { this.#outbox.again(id); }

  /** Puts a refused text back where it can be changed, before what was written since. */
  takeBack(id: string): void {
    const draft = this.#outbox.takeBack(id);
    if (draft?.act === "reply") this.setText(draft.thread, [draft.body, this.text(draft.thread)].filter(Boolean).join("\n\n"));
  }

  /** Throws what the API throws: the editor shows it and keeps the text. */
  async edit(conversation: Conversation, post: Post, text: string): Promise<void> {
    const { doc, edited_at, body } = await this.api.edit(post.id, text.trim());
    if (edited_at) this.revise(conversation, { seq: 0, kind: "post.edited", data: { id: post.id, body, doc, edited_at } });
  }

  async withdraw(conversation: Conversation, post: Post): Promise<void> {
    await this.api.withdraw(post.id);
    this.revise(conversation, { seq: 0, kind: "post.withdrawn", data: { id: post.id } });
  }

  /** Decides about a post or a thread. Nothing is shown before the service has said yes: everybody sees it. */
  async decide(at: string, method: string, path: string, body?: unknown): Promise<boolean> {
    this.failure.value = null;
    try {
      await this.api.ask(method, path, body);
      return true;
    } catch (error) {
      this.failure.value = { at, said: (error instanceof ApiProblem && error.problem.detail) || this.words.actUnreachable };
      return false;
    }
  }

  announce(said: string): void { this.#announcer.say({ said }); }

  /** Leaving: nothing of ours stays in the browser. */
  forget(): void { this.#outbox.clear(); }

  // What the feed tells

  #listener(): FeedListener {
    return {
      onConnection: (connection) => this.#connected(connection),
      onPage: () => undefined,
      onState: (channel, state, event) => batch(() => this.#changed(channel, state, event)),
      onHint: (channel, hint) => this.#hinted(channel, hint),
      onRefused: (channel, code) => this.#refused(channel, code),
      onTokenRefused: () => { this.isSessionOver.value = true; },
    };
  }

  #connected(connection: Connection): void {
    this.#forgetTrouble();
    const before = this.connection.value.name;
    if (connection.name === "reconnecting" && before === "live") {
      this.#forgetTrouble = this.#world.after(WORTH_SAYING, () => this.#say(connection));
      return;
    }
    this.#say(connection);
    if (connection.name === "live" && before !== "live" && before !== "connecting") this.announce(this.words.backOnline);
    if (connection.name === "live") this.#outbox.retry();
  }

  #say(connection: Connection): void {
    this.connection.value = connection;
    if (connection.name === "reconnecting" && connection.tries <= 1) this.announce(this.words.reconnecting);
  }

  #changed(channel: string, state: State, event: Event | null): void {
    const conversation = this.conversation.value;
    if (channel === this.#queueChannel) this.#queueChanged(state as QueueState, event);
    else if (channel === this.#pageChannel) this.#pageChanged(state as PageState);
    else if (channel === conversation?.channel) this.#threadChanged(conversation, state as ThreadState, event);
  }

  #queueChanged(state: QueueState, event: Event | null): void {
    this.queue.value = state;
    if (event?.kind !== "queue.joined") return;
    this.#announcer.say({ said: this.said.joined(event.data.thread.title), many: this.words.newQuestions });
  }

  #pageChanged(state: PageState): void {
    this.page.value = state;
    this.#counts.value = { ...this.#counts.value, ...Object.fromEntries(state.threads.map(({ id, posts }) => [id, posts])) };
  }

  #threadChanged(conversation: Conversation, state: ThreadState, event: Event | null): void {
    const added = event?.kind === "post.added" ? event.data.post : null;
    conversation.take(state, added);
    this.#outbox.settle(new Set(state.posts.map((post) => post.id)));
    if (added && !this.isMine(added)) this.#announcer.say({ said: this.words.messageFrom(added.author.name), many: this.words.newMessages });
    if (state.thread) this.#watchPage(`page:${state.thread.page}`);
  }

  /** The page of the open thread; another one once the thread was moved there. */
  #watchPage(channel: string): void {
    if (channel === this.#pageChannel) return;
    if (this.#pageChannel) this.#feed.unwatch(this.#pageChannel);
    this.#pageChannel = channel;
    this.#feed.watch(channel);
  }

  #hinted(channel: string, hint: Hint): void {
    const conversation = this.conversation.value;
    if (hint.kind === "presence" && channel === this.#pageChannel) this.here.value = hint.data;
    if (hint.kind === "typing" && channel === conversation?.channel && hint.data.author.id !== this.agent.id) conversation.types(hint.data.author);
  }

  /** The queue is every agent's: refused, it says that we are none any more. */
  #refused(channel: string, code: string): void {
    if (code === "not-yours" || channel === this.#queueChannel) this.isSessionOver.value = true;
    else if (this.conversation.value?.channel === channel) this.conversation.value.isGone.value = true;
  }

  // Small parts

  /** For this tab and this agent. */
  get #shelf(): string { return `parvis-outbox-${this.agent.id}`; }

  #keep(drafts: string | null): void {
    if (drafts === null) this.#store.removeItem(this.#shelf);
    else this.#store.setItem(this.#shelf, drafts);
  }

  /** Shows what we did before the live channel tells of it. */
  revise(conversation: Conversation, event: Event): void {
    this.#feed.ledger.revise<ThreadState>(conversation.channel, (state) => apply(state, event));
  }

  #tick(): void {
    this.now.value = this.#world.now();
    this.#world.after(MINUTE_HAND, () => this.#tick());
  }
}
