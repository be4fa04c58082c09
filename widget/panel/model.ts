/**
 * Everything the panel knows and everything that can be done in it. Views read its signals and call its methods; what it learns comes
 * from the loader (`hear`) and from the feed.
 */
import { batch, computed, effect, signal } from "@preact/signals";
import { Api, type Address } from "../client/api.ts";
import { Feed, type Connection, type FeedListener } from "../client/feed.ts";
import { uuidv7 } from "../client/ids.ts";
import { proposeName } from "../client/names.ts";
import { Outbox, type Entry, type ReplyDraft, type QuestionDraft } from "../client/outbox.ts";
import { apply, withEarlierPosts, withOlderThreads } from "../client/state.ts";
import { nearestLang, type Lang, type Words } from "../client/strings.ts";
import { browser, type World } from "../client/world.ts";
import type { LoaderToPanel, PanelToLoader, Place } from "../protocol/port.ts";
import type { Author, Event, Field, Hint, PageState, Picture, Post, Presence, State, ThreadState } from "../protocol/wire.ts";
import { Announcer } from "../client/announce.ts";
import { Begun } from "../client/begun.ts";
import { Acts } from "./acts.ts";
import { Around } from "./around.ts";
import { Board } from "./board.ts";
import { Followed } from "./followed.ts";
import { Form } from "./form.ts";
import { Conversation } from "../draw/conversation.ts";
import { Identity } from "./identity.ts";
import { Listing } from "./listing.ts";
import { Parts } from "./parts.ts";

/** `pictures`: sent already, each with its words; the message is yet to name them. */
export interface ReplyText { body: string; replyTo: string | null; source: string; pictures: readonly Picture[] }
export interface QuestionText { title: string; details: string; pictures: readonly Picture[] }

export interface ModelOptions { origin: string; words: Words; send: (message: PanelToLoader) => void; world?: World }
export type Tab = "questions" | "guide" | "talk";
type Start = LoaderToPanel & { type: "start" };

/** A connection that comes back at once is not worth a word. */
const WORTH_SAYING = 1_500;
const MINUTE_HAND = 30_000;
/** The service passes on one typing hint a second per person; they fade after four. */
const TYPING_EVERY = 3_000;
const NOTHING: ReplyText = { body: "", replyTo: null, source: "", pictures: [] };
const NO_QUESTION: QuestionText = { title: "", details: "", pictures: [] };

export class Model {
  readonly lang: Lang;
  readonly words: Words;
  readonly now = signal(Date.now());
  readonly connection = signal<Connection>({ name: "connecting", tries: 0 });
  readonly board = new Board();
  /** The thread on screen; null: the list. */
  readonly conversation = signal<Conversation | null>(null);
  readonly presence = signal<Record<string, Presence>>({});
  readonly entries = signal<readonly Entry[]>([]);
  readonly question = signal(NO_QUESTION);
  readonly replies = signal<Record<string, ReplyText>>({});
  /** Other texts: an edit, a testimony. */
  readonly begun = new Begun();
  readonly isModal = signal(false);
  /** Whose card is open. */
  readonly person = signal<Author | null>(null);
  /** For the live region. */
  readonly said = signal("");
  readonly site: string;
  readonly api: Api;
  readonly identity: Identity;
  readonly acts: Acts;
  readonly listing: Listing;
  readonly around: Around;
  readonly followed: Followed;
  readonly form: Form;
  readonly parts: Parts;
  readonly tab = signal<Tab>("questions");
  /** The control of the form that the panel was opened on. */
  readonly field = signal<Field | null>(null);
  /** The id under which the service knows this page; null before it has said so. */
  readonly pageId = computed(() => this.#page.value?.slice("page:".length) ?? null);
  /** Who is in the thread on screen, as soon as that is known, else on the page. */
  readonly here = computed(() => this.presence.value[this.conversation.value?.channel ?? ""] ?? this.presence.value[this.#page.value ?? ""] ?? null);
  readonly hasUnsent = computed(() => this.entries.value.some(({ sending }) => sending.name !== "sent"));

  readonly #feed: Feed;
  readonly #outbox: Outbox;
  readonly #world: World;
  readonly #send: (message: PanelToLoader) => void;
  readonly #announcer: Announcer;
  readonly #page = signal<string | null>(null);
  readonly #isOpen = signal(true);
  readonly #unread = signal(0);
  #place: Place;
  #typedAt = 0;
  #forgetTrouble: () => void = () => undefined;

  constructor({ site, lang, place, kept, modal }: Start, { origin, words, send, world = browser }: ModelOptions) {
    this.lang = nearestLang(lang);
    this.words = words;
    this.site = site;
    this.#world = world;
    this.#send = send;
    this.#place = place;
    this.isModal.value = modal;
    this.#announcer = new Announcer(world, (text) => { this.said.value = text; });
    this.api = new Api({ origin, lang: this.lang, token: () => this.identity.token, fetch: world.fetch });
    this.identity = new Identity(this.api, site, (value) => send({ type: "keep", key: "token", value }), () => this.#feed.renew());
    this.identity.pseudonym.value = proposeName(this.words, () => world.random());
    this.#feed = new Feed({ origin, site, api: this.api, address: address(place), token: () => this.identity.token, world }, this.#listener());
    this.#outbox = new Outbox({
      api: this.api, site, world,
      ensureVisitor: () => this.identity.ensure(),
      forgetVisitor: () => this.identity.forget(),
      onChange: (entries) => this.#written(entries),
      onSent: (draft) => {
        if (draft.act === "question") this.#feedThread(draft.id);
        this.acts.wrote(draft.act === "question" ? draft.id : draft.thread);
      },
      keep: (value) => send({ type: "keep", key: "outbox", value }),
    });
    this.acts = new Acts(this);
    this.listing = new Listing(this);
    this.around = new Around(this);
    this.followed = new Followed(this, (ms, run) => world.after(ms, run));
    this.form = new Form(this, world, send, kept.forms);
    this.parts = new Parts(this, this.#feed);
    if (kept.token) this.identity.remember(kept.token);
    if (kept.outbox) this.#outbox.restore(kept.outbox);
    const agents = computed(() => this.presence.value[this.#page.value ?? ""]?.agents.length ?? 0);
    effect(() => this.#send({ type: "news", unread: this.#unread.value, agents: agents.value }));
  }

  start(): void {
    this.#feed.start();
    this.#world.on("online", () => this.#outbox.retry());
    this.#world.on("visible", () => this.conversation.value?.look());
    this.#tick();
  }

  /** What the loader says after `start`; colours are the theme's business. */
  hear(message: LoaderToPanel): void {
    if (message.type === "moved") this.#moved(message.place);
    if (message.type === "shown") this.#shown(message);
    this.form.hear(message);
  }

  /** Where the reader is, as every request about the page says it. */
  get address(): Address { return address(this.#place); }

  get pageTitle(): string { return this.#place.title; }

  close(): void { this.#send({ type: "close" }); }

  retry(): void { this.#feed.retry(); }

  isMine(post: Post): boolean {
    return post.author.id === this.identity.me.value?.id || this.entries.value.some(({ draft }) => draft.id === post.id || ("post" in draft && draft.post === post.id));
  }

  // Going about

  openThread(id: string): void {
    this.#leaveThread();
    const conversation = new Conversation(id, this.#world, (post) => this.isMine(post), () => this.#isOpen.value && this.#world.isVisible());
    this.conversation.value = conversation;
    const isUnsent = this.entries.value.some(({ draft, sending }) => draft.id === id && sending.name !== "sent");
    if (!isUnsent) this.#feedThread(id);
  }

  openList(): void {
    this.#leaveThread();
    this.conversation.value = null;
    this.board.reveal();
  }

  showFollowed(): void {
    this.#showRoom("questions");
    this.followed.isShown.value = true;
  }

  showTopic(topic: string): void {
    this.#showRoom(this.tab.value === "guide" ? "questions" : this.tab.value);
    this.listing.about(topic);
  }

  async loadOlder(): Promise<void> {
    const { board } = this;
    const channel = this.#page.value;
    const before = board.before.value;
    if (board.part.value === "loading" || !channel || before === null) return;
    await this.#load(board, async () => {
      const { threads, total } = await this.api.page(this.site, address(this.#place), before);
      this.#feed.ledger.revise<PageState>(channel, (state) => withOlderThreads(state, threads, total));
    });
  }

  async loadEarlier(conversation: Conversation): Promise<void> {
    const before = conversation.state.value?.earlier ?? null;
    if (conversation.part.value === "loading" || before === null) return;
    await this.#load(conversation, async () => {
      const { posts, earlier } = await this.api.earlierPosts(conversation.id, before);
      this.#feed.ledger.revise<ThreadState>(conversation.channel, (state) => withEarlierPosts(state, posts, earlier));
    });
  }

  // Writing

  ask(): void {
    const { title, details, pictures } = this.question.value;
    const draft: QuestionDraft = {
      act: "question", id: uuidv7(), post: uuidv7(), title: title.trim(), body: details.trim() || title.trim(),
      address: this.address, pageTitle: this.pageTitle, kind: this.listing.kind.value, field: this.field.value, pictures, at: this.#stamp(),
    };
    batch(() => {
      this.question.value = NO_QUESTION;
      this.#outbox.add(draft);
      this.openThread(draft.id);
    });
  }

  reply(thread: string): void {
    const { body, replyTo, source, pictures } = this.replyText(thread);
    const draft: ReplyDraft = { act: "reply", id: uuidv7(), thread, body: body.trim(), replyTo, source: source.trim() || null, pictures, at: this.#stamp() };
    batch(() => {
      this.setReply(thread, NOTHING);
      this.#outbox.add(draft);
    });
  }

  replyText(thread: string): ReplyText { return this.replies.value[thread] ?? NOTHING; }

  setReply(thread: string, text: Partial<ReplyText>): void {
    this.replies.value = { ...this.replies.value, [thread]: { ...this.replyText(thread), ...text } };
  }

  /** Says that we are writing, when we are somebody to the others. */
  types(thread: string): void {
    const now = this.#world.now();
    if (!this.identity.token || now - this.#typedAt < TYPING_EVERY) return;
    this.#typedAt = now;
    this.#feed.typing(thread);
  }

  retryEntry(id: string): void { this.#outbox.again(id); }

  /** Puts a refused text back where it can be changed, before what was written since. */
  takeBack(id: string): void {
    const draft = this.#outbox.takeBack(id);
    if (!draft) return;
    const pictures = draft.pictures ?? [];
    if (draft.act === "reply") {
      const since = this.replyText(draft.thread);
      this.setReply(draft.thread, {
        body: joined(draft.body, since.body), replyTo: since.replyTo ?? draft.replyTo, source: since.source || (draft.source ?? ""), pictures: [...pictures, ...since.pictures],
      });
      return;
    }
    const since = this.question.value;
    const details = draft.body === draft.title ? "" : draft.body;
    this.question.value = { title: draft.title, details: joined(details, since.title, since.details), pictures: [...pictures, ...since.pictures] };
    this.field.value = draft.field ?? null;
    this.#showRoom(draft.kind === "discussion" ? "talk" : "questions");
  }

  /** Throws what the API throws: the editor shows it and keeps the text. */
  async edit(conversation: Conversation, post: Post, body: string): Promise<void> {
    const { doc, edited_at, body: stored } = await this.api.edit(post.id, body.trim());
    this.revise(conversation, { seq: 0, kind: "post.edited", data: { id: post.id, body: stored, doc, edited_at: edited_at ?? this.#stamp() } });
  }

  async withdraw(conversation: Conversation, post: Post): Promise<void> {
    await this.api.withdraw(post.id);
    this.revise(conversation, { seq: 0, kind: "post.withdrawn", data: { id: post.id } });
  }

  /** Shows what we did before the live channel tells of it. */
  revise({ channel }: { channel: string }, event: Event): void {
    this.#feed.ledger.revise<State>(channel, (state) => apply(state, event));
  }

  /** What we hold of the thread on screen may not be the service's. */
  doubtThread(): void {
    if (this.conversation.value) this.#feed.doubt(this.conversation.value.channel);
  }

  leaveNoTrace(): void {
    this.#outbox.clear();
    this.identity.forget();
    this.form.forget();
    this.identity.pseudonym.value = proposeName(this.words, () => this.#world.random());
    this.replies.value = {};
    this.question.value = NO_QUESTION;
    this.begun.forget();
    this.parts.forget();
    this.announce(this.words.noTraceDone);
  }

  announce(said: string): void { this.#announcer.say({ said }); }

  // What the feed tells

  #listener(): FeedListener {
    return {
      onConnection: (connection) => this.#connected(connection),
      onPage: (channel) => { this.#page.value = channel; },
      onState: (channel, state, event) => this.#changed(channel, state, event),
      onHint: (channel, hint) => this.#hinted(channel, hint),
      onRefused: (channel) => {
        const conversation = this.conversation.value;
        if (conversation?.channel === channel) conversation.isGone.value = true;
      },
      onTokenRefused: () => this.identity.forget(),
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
    if (connection.name !== "live") return;
    this.#outbox.retry();
    void this.identity.recall();
  }

  #say(connection: Connection): void {
    this.connection.value = connection;
    if (connection.name === "reconnecting" && connection.tries <= 1) this.announce(this.words.reconnecting);
  }

  #changed(channel: string, state: State, event: Event | null): void {
    batch(() => {
      if (channel === this.#page.value) this.#pageChanged(state as PageState, event);
      this.parts.changed(channel, state);
      const conversation = this.conversation.value;
      if (conversation?.channel === channel) this.#threadChanged(conversation, state as ThreadState, event);
    });
  }

  #pageChanged(state: PageState, event: Event | null): void {
    this.board.take(state);
    // The question on screen is settled by its own channel, which has the messages to show in its place.
    this.#outbox.settle(new Set(state.threads.map(({ id }) => id).filter((id) => id !== this.conversation.value?.id)));
    if (event?.kind === "page.merged" || event?.kind === "page.split") this.#feed.lookAgain();
    if (event?.kind !== "thread.opened" || this.board.mine.value.has(event.data.thread.id)) return;
    if (!this.#isOpen.value) this.#unread.value += 1;
    else if (!this.conversation.value) this.#announcer.say({ said: `${this.words.newQuestions(1)}.`, many: this.words.newQuestions });
  }

  #threadChanged(conversation: Conversation, state: ThreadState, event: Event | null): void {
    const added = event?.kind === "post.added" ? event.data.post : null;
    conversation.take(state, added);
    this.#outbox.settle(new Set([conversation.id, ...state.posts.map((p) => p.id)]));
    if (!added || this.isMine(added)) return;
    if (!this.#isOpen.value) this.#unread.value += 1;
    else this.#announcer.say({ said: this.words.messageFrom(added.author.name), many: this.words.newMessages });
  }

  #hinted(channel: string, hint: Hint): void {
    if (hint.kind === "presence") this.presence.value = { ...this.presence.value, [channel]: hint.data };
    const conversation = this.conversation.value;
    if (hint.kind === "typing" && conversation?.channel === channel && hint.data.author.id !== this.identity.me.value?.id) {
      conversation.types(hint.data.author);
    }
    if (hint.kind === "counters") this.#grown(hint.data.threads);
  }

  /** Messages that the counters tell of, in threads that are not on screen. */
  #grown(counters: Record<string, { posts: number }>): void {
    for (const { id, posts } of this.board.visible.value) {
      const more = (counters[id]?.posts ?? 0) - posts;
      if (more <= 0 || id === this.conversation.value?.id) continue;
      this.followed.hear(id);
      if (!this.#isOpen.value) this.#unread.value += more;
    }
  }

  // What the loader tells

  #moved(place: Place): void {
    this.#place = place;
    batch(() => {
      this.#leaveThread();
      this.conversation.value = null;
      this.board.clear();
      this.form.leave();
      this.field.value = null;
      this.#page.value = null;
    });
    this.#feed.moved(address(place));
  }

  #shown({ open, modal, thread, field }: LoaderToPanel & { type: "shown" }): void {
    batch(() => {
      this.#isOpen.value = open;
      this.isModal.value = modal;
      if (open) this.#unread.value = 0;
      if (!open) return;
      if (this.conversation.value) this.conversation.value.look();
      else this.board.reveal();
    });
    if (open && thread && thread !== this.conversation.value?.id) this.openThread(thread);
    if (open && field) this.form.open(field);
  }

  // Small parts

  /** Its list, whatever stood in its place: a thread, a search, the followed threads, another room. */
  #showRoom(tab: Tab): void {
    this.openList();
    this.tab.value = tab;
    this.listing.sought.value = null;
    this.followed.isShown.value = false;
  }

  #written(entries: readonly Entry[]): void {
    const asked = entries.filter(({ draft }) => draft.act === "question").map(({ draft }) => draft.id);
    batch(() => {
      this.entries.value = entries;
      if (asked.some((id) => !this.board.mine.value.has(id))) this.board.mine.value = new Set([...this.board.mine.value, ...asked]);
    });
  }

  #feedThread(id: string): void {
    if (this.conversation.value?.id === id) this.#feed.watch(`thread:${id}`);
  }

  #leaveThread(): void {
    const conversation = this.conversation.value;
    if (!conversation) return;
    conversation.leave();
    this.#feed.unwatch(conversation.channel);
  }

  async #load(what: Board | Conversation, load: () => Promise<void>): Promise<void> {
    what.part.value = "loading";
    try {
      await load();
      what.part.value = "idle";
    } catch {
      what.part.value = "failed";
    }
  }

  #tick(): void {
    this.now.value = this.#world.now();
    this.#world.after(MINUTE_HAND, () => this.#tick());
  }

  #stamp(): string { return new Date(this.#world.now()).toISOString(); }
}

const joined = (...texts: string[]): string => texts.filter(Boolean).join("\n\n");
const address = ({ url, page, canonical }: Place): Address => ({ url, page, canonical });
