/**
 * `state = apply(state, event)`: what a browser knows about a channel after one more event. Pure and immutable; its twin is
 * `service/parvis/domain/events.py`, and both read the golden events of `tests/contract/`.
 */
import type { Aside, AsidesState, AsideState, Decision, Event, Events, Hint, GuideState, NotesState, OfficeHours, PageState, PersonState, Post, PostState, QueueState, State, Step, Thread, ThreadChanges, ThreadState, Waiting } from "../protocol/wire.ts";

/** The state after `event`. A kind that this version does not know, or that is not the channel's own, changes nothing. */
export function apply<S extends State>(state: S, event: Event): S {
  if ("decisions" in state) return applyToPerson(state, event) as S;
  if ("aside" in state) return applyToAside(state, event) as S;
  if ("asides" in state) return applyToAsides(state, event) as S;
  if ("steps" in state) return applyToGuide(state, event) as S;
  if ("notes" in state) return applyToNotes(state, event) as S;
  if ("posts" in state) return applyToThread(state, event) as S;
  if ("page" in state) return applyToPage(state, event) as S;
  return applyToQueue(state, event) as S;
}

function applyToPage(state: PageState, event: Event): PageState {
  switch (event.kind) {
    case "thread.opened": return isListed(event.data.thread) ? threadListed(state, event.data.thread) : state;
    case "thread.changed": return listedThreadChanged(state, event.data);
    case "thread.pinned": return { ...state, pinned: newestFirst([...without(state.pinned, event.data.thread.id), event.data.thread]) };
    case "thread.unpinned": return { ...state, pinned: without(state.pinned, event.data.id) };
    case "thread.left": return threadLeft(state, event.data);
    case "page.renamed": return { ...state, page: event.data.page };
    case "officehours.announced":
    case "officehours.changed": return { ...state, officehours: soonestFirst([...without(state.officehours, event.data.officehours.id), event.data.officehours]) };
    case "officehours.ended": return { ...state, officehours: without(state.officehours, event.data.id) };
    case "form.changed": return { ...state, changed: { ...state.changed, ...event.data.fields } };
    default: return state;
  }
}

function applyToThread(state: ThreadState, event: Event): ThreadState {
  switch (event.kind) {
    case "thread.opened": return { thread: event.data.thread, posts: event.data.post ? [event.data.post] : [], earlier: null };
    case "thread.changed": return state.thread?.id === event.data.id ? { ...state, thread: { ...state.thread, ...event.data.changes } } : state;
    case "thread.moved": return state.thread ? { ...state, thread: placed(state.thread, event.data) } : state;
    case "post.added": return postAdded(state, event.data.post);
    case "post.edited": return { ...state, posts: edited(state.posts, event.data) };
    case "post.withdrawn": return postGone(state, event.data.id, { state: "withdrawn" });
    case "post.removed": return postGone(state, event.data.id, { state: "removed", removed: event.data.reason });
    case "post.restored": return postRestored(state, event.data.post);
    case "post.thanked": return postThanked(state, event.data);
    case "post.changed": return { ...state, posts: state.posts.map((p) => (p.id === event.data.id ? { ...p, ...event.data.changes } : p)) };
    default: return state;
  }
}

function applyToGuide(state: GuideState, event: Event): GuideState {
  switch (event.kind) {
    case "step.written": return { ...state, steps: [...without(state.steps, event.data.step.id), event.data.step].sort(inPlace) };
    case "step.removed": return { ...state, steps: without(state.steps, event.data.id) };
    default: return state;
  }
}

const inPlace = (a: Step, b: Step): number => a.place - b.place || (a.id < b.id ? -1 : 1);

const DECISIONS_WINDOW = 50;
const OWN_ASIDES_WINDOW = 50;

function applyToPerson(state: PersonState, event: Event): PersonState {
  switch (event.kind) {
    case "decision.told": return { ...state, decisions: latestFirst([...without(state.decisions, event.data.decision.id), event.data.decision]) };
    case "held.told": return { ...state, held: [...without(state.held, event.data.held.id), event.data.held] };
    case "held.left": return { ...state, held: without(state.held, event.data.id) };
    case "aside.listed": return { ...state, asides: latestAsides([...without(state.asides, event.data.aside.id), event.data.aside]).slice(0, OWN_ASIDES_WINDOW) };
    default: return state;
  }
}

const latestFirst = (decisions: Decision[]): Decision[] =>
  decisions.sort((a, b) => (a.at !== b.at ? (a.at < b.at ? 1 : -1) : a.id < b.id ? 1 : -1)).slice(0, DECISIONS_WINDOW);

/** Whatever changes it, the aside itself comes along as it then is. */
function applyToAside(state: AsideState, event: Event): AsideState {
  switch (event.kind) {
    case "aside.opened": return { aside: event.data.aside, conclusion: null, posts: [event.data.post], earlier: null };
    case "aside.posted": return { ...state, aside: event.data.aside, posts: [...without(state.posts, event.data.post.id), event.data.post] };
    case "aside.edited": return { ...state, posts: edited(state.posts, event.data) };
    case "aside.withdrawn": return { ...state, aside: event.data.aside, posts: state.posts.map((p) => (p.id === event.data.id ? { ...p, state: "withdrawn", body: "", doc: [] } : p)) };
    case "aside.concluded": return { ...state, aside: event.data.aside, conclusion: event.data.conclusion };
    case "aside.changed": return { ...state, aside: event.data.aside };
    default: return state;
  }
}

/** Those that are open: whoever waits stands first, the longest wait before all. */
function applyToAsides(state: AsidesState, event: Event): AsidesState {
  if (event.kind !== "aside.listed") return state;
  const { aside } = event.data;
  const others = without(state.asides, aside.id);
  const asides = aside.state === "open" ? [...others, aside] : others;
  const waiting = asides.filter((a) => a.waiting_since !== null).sort((a, b) => inOrder(a.waiting_since!, b.waiting_since!) || inOrder(a.id, b.id));
  const calm = latestAsides(asides.filter((a) => a.waiting_since === null));
  return { asides: [...waiting, ...calm], total: state.total + asides.length - state.asides.length };
}

const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const latestAsides = (asides: Aside[]): Aside[] => asides.sort((a, b) => inOrder(b.active_at, a.active_at) || inOrder(b.id, a.id));
const applyToNotes = (state: NotesState, event: Event): NotesState =>
  (event.kind === "note.added" ? { notes: [...without(state.notes, event.data.note.id), event.data.note] } : state);

function applyToQueue(state: QueueState, event: Event): QueueState {
  switch (event.kind) {
    case "queue.joined": return queueJoined(state, event.data);
    case "queue.left": return queueLeft(state, event.data.id);
    case "thread.changed": return waitingChanged(state, event.data);
    case "thread.moved": return waitsElsewhere(state, event.data);
    case "page.renamed": return { ...state, threads: state.threads.map((w) => (w.page.id === event.data.page.id ? { ...w, page: event.data.page } : w)) };
    case "queue.taken": return handled(state, event.data.id, { taken_by: event.data.by });
    case "queue.released": return handled(state, event.data.id, { taken_by: null });
    case "queue.escalated": return handled(state, event.data.id, { level: event.data.level });
    default: return state;
  }
}

/** Notes are pinned, and testimonies told as a median: neither stands in a page's list, nor is counted there. */
const isListed = (thread: Thread): boolean => thread.kind === "question" || thread.kind === "discussion";
const soonestFirst = (hours: OfficeHours[]): OfficeHours[] =>
  hours.sort((a, b) => (a.starts_at !== b.starts_at ? (a.starts_at < b.starts_at ? -1 : 1) : a.id < b.id ? -1 : 1));
const newestFirst = (threads: Thread[]): Thread[] => threads.sort((a, b) => b.seq - a.seq);
const without = <T extends { id: string }>(items: T[], id: string): T[] => items.filter((item) => item.id !== id);

/** What comes from another page may be a tombstone, which is not counted. */
function threadListed(state: PageState, thread: Thread): PageState {
  const others = state.threads.filter((t) => t.id !== thread.id);
  const isNew = others.length === state.threads.length && thread.state === "visible";
  return { ...state, threads: [thread, ...others], total: state.total + (isNew ? 1 : 0) };
}

/** A thread beyond those we hold is still counted in `total`, and leaves it when it is withdrawn; moderation may remove it, and bring it back. */
function listedThreadChanged(state: PageState, { id, changes }: { id: string; changes: ThreadChanges }): PageState {
  const held = state.threads.find((t) => t.id === id);
  const pinned = state.pinned.find((t) => t.id === id);
  const isGone = changes.state !== undefined && gone(changes.state);
  const leaves = isGone && !(held && gone(held.state)) && (!pinned || isListed(pinned));
  const comesBack = changes.state === "visible" && (!held || gone(held.state));
  return {
    ...state,
    threads: held ? replaced(state.threads, { ...held, ...changes }) : state.threads,
    pinned: isGone ? without(state.pinned, id) : pinned ? replaced(state.pinned, { ...pinned, ...changes }) : state.pinned,
    total: state.total - (leaves ? 1 : 0) + (comesBack ? 1 : 0),
  };
}

const threadLeft = (state: PageState, { id, listed }: Events["thread.left"]): PageState =>
  ({ ...state, threads: without(state.threads, id), pinned: without(state.pinned, id), total: state.total - (listed ? 1 : 0) });

function postAdded(state: ThreadState, post: Post): ThreadState {
  if (state.posts.some((p) => p.id === post.id)) return { ...state, posts: replaced(state.posts, post) };
  const thread = state.thread && { ...state.thread, posts: state.thread.posts + 1, active_at: post.created_at };
  return { ...state, thread, posts: [...state.posts, post] };
}

const edited = <P extends { id: string }>(posts: P[], { id, body, doc, edited_at }: Events["post.edited"]): P[] =>
  posts.map((p) => (p.id === id ? { ...p, body, doc, edited_at } : p));

const postThanked = (state: ThreadState, { id, helpful, total }: Events["post.thanked"]): ThreadState => ({
  ...state,
  thread: state.thread && { ...state.thread, helpful: total },
  posts: state.posts.map((p) => (p.id === id ? { ...p, helpful } : p)),
});

const gone = (state: PostState): boolean => state === "withdrawn" || state === "removed";
const WITHDRAWN = { body: "", doc: [], source: null, official: null, testimony: null, pictures: [], video: null, erratum: null } as const;

/** A tombstone keeps its place, its author and its times; its words are gone. */
function postGone(state: ThreadState, id: string, how: Pick<Post, "state" | "removed">): ThreadState {
  const held = state.posts.find((p) => p.id === id);
  if (held && gone(held.state)) return state;
  const thread = state.thread && { ...state.thread, posts: state.thread.posts - 1 };
  return { ...state, thread, posts: held ? replaced(state.posts, { ...held, ...WITHDRAWN, ...how, doc: [], pictures: [] }) : state.posts };
}

function postRestored(state: ThreadState, post: Post): ThreadState {
  const held = state.posts.find((p) => p.id === post.id);
  if (held && !gone(held.state)) return state;
  const thread = state.thread && { ...state.thread, posts: state.thread.posts + 1 };
  return { ...state, thread, posts: replaced(state.posts, post) };
}

/** Due first; where nothing was promised, by the beginning of the wait. Times have equal width: text order is time order. */
const urgency = ({ due_at, waiting_since }: Waiting): string => due_at ?? waiting_since;
const moreUrgent = (a: Waiting, b: Waiting): number =>
  urgency(a) < urgency(b) ? -1 : urgency(a) > urgency(b) ? 1 : a.thread.id < b.thread.id ? -1 : 1;

/** It waits on, in its place: somebody has it now, or it is another's to answer. */
const handled = (state: QueueState, id: string, changes: Partial<Pick<Waiting, "taken_by" | "level">>): QueueState =>
  ({ ...state, threads: state.threads.map((w) => (w.thread.id === id ? { ...w, ...changes } : w)) });

/** It waits on, and says something else: what it is about, that it is pinned. */
const waitingChanged = (state: QueueState, { id, changes }: Events["thread.changed"]): QueueState =>
  ({ ...state, threads: state.threads.map((w) => (w.thread.id === id ? { ...w, thread: { ...w.thread, ...changes } } : w)) });

const placed = (thread: Thread, { page, seq }: Events["thread.moved"]): Thread => ({ ...thread, page: page.id, seq });

/** It waits on, on another page. */
const waitsElsewhere = (state: QueueState, moved: Events["thread.moved"]): QueueState =>
  ({ ...state, threads: state.threads.map((w) => (w.thread.id === moved.id ? { ...w, thread: placed(w.thread, moved), page: moved.page } : w)) });

function queueJoined(state: QueueState, waiting: Waiting): QueueState {
  const others = state.threads.filter((w) => w.thread.id !== waiting.thread.id);
  const isNew = others.length === state.threads.length;
  return { ...state, threads: [...others, waiting].sort(moreUrgent), total: state.total + (isNew ? 1 : 0) };
}

function queueLeft(state: QueueState, id: string): QueueState {
  const threads = state.threads.filter((w) => w.thread.id !== id);
  return { ...state, threads, total: state.total - (state.threads.length - threads.length) };
}

const replaced = <T extends { id: string }>(items: T[], item: T): T[] => items.map((held) => (held.id === item.id ? item : held));

/** A page's list, or the queue, with the latest counters; they are hints, so the newest simply wins. */
export function withCounters<S extends PageState | QueueState>(state: S, counters: (Hint & { kind: "counters" })["data"]["threads"]): S {
  const counted = (t: Thread): Thread => (counters[t.id] ? { ...t, ...counters[t.id] } : t);
  const threads = state.threads.map((listed) => ("thread" in listed ? { ...listed, thread: counted(listed.thread) } : counted(listed)));
  return { ...state, threads, ...("pinned" in state && { pinned: state.pinned.map(counted) }) } as S;
}

/** A page's list with an older part that was read over HTTP. */
export function withOlderThreads(state: PageState, older: Thread[], total: number): PageState {
  return { ...state, threads: united(state.threads, older).sort((a, b) => b.seq - a.seq), total };
}

/** A thread with the messages before those it held; `earlier` is where the next part begins, or null. */
export function withEarlierPosts(state: ThreadState, older: Post[], earlier: number | null): ThreadState {
  return { ...state, posts: united(state.posts, older).sort((a, b) => a.seq - b.seq), earlier };
}

/** Both lists without doubles: what we held already has seen later events, so it wins. */
function united<T extends { id: string }>(held: T[], more: T[]): T[] {
  const known = new Set(held.map((item) => item.id));
  return [...held, ...more.filter((item) => !known.has(item.id))];
}
