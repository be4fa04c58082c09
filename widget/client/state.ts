/**
 * `state = apply(state, event)`: what a browser knows about a channel after one more event. Pure and immutable; its twin is
 * `service/parvis/domain/events.py`, and both read the golden events of `tests/contract/`.
 */
import type { Decision, Event, Events, Hint, GuideState, PageState, PersonState, Post, PostState, QueueState, State, Step, Thread, ThreadChanges, ThreadState, Waiting } from "../protocol/wire.ts";

/** The state after `event`. A kind that this version does not know, or that is not the channel's own, changes nothing. */
export function apply<S extends State>(state: S, event: Event): S {
  if ("decisions" in state) return applyToPerson(state, event) as S;
  if ("steps" in state) return applyToGuide(state, event) as S;
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
    case "form.changed": return { ...state, changed: { ...state.changed, ...event.data.fields } };
    default: return state;
  }
}

function applyToThread(state: ThreadState, event: Event): ThreadState {
  switch (event.kind) {
    case "thread.opened": return { thread: event.data.thread, posts: event.data.post ? [event.data.post] : [], earlier: null };
    case "thread.changed": return state.thread?.id === event.data.id ? { ...state, thread: { ...state.thread, ...event.data.changes } } : state;
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

function applyToPerson(state: PersonState, event: Event): PersonState {
  switch (event.kind) {
    case "decision.told": return { ...state, decisions: latestFirst([...without(state.decisions, event.data.decision.id), event.data.decision]) };
    case "held.told": return { ...state, held: [...without(state.held, event.data.held.id), event.data.held] };
    case "held.left": return { ...state, held: without(state.held, event.data.id) };
    default: return state;
  }
}

const latestFirst = (decisions: Decision[]): Decision[] =>
  decisions.sort((a, b) => (a.at !== b.at ? (a.at < b.at ? 1 : -1) : a.id < b.id ? 1 : -1)).slice(0, DECISIONS_WINDOW);

function applyToQueue(state: QueueState, event: Event): QueueState {
  switch (event.kind) {
    case "queue.joined": return queueJoined(state, event.data);
    case "queue.left": return queueLeft(state, event.data.id);
    case "thread.changed": return waitingChanged(state, event.data);
    default: return state;
  }
}

/** Notes are pinned, and testimonies told as a median: neither stands in a page's list, nor is counted there. */
const isListed = (thread: Thread): boolean => thread.kind === "question" || thread.kind === "discussion";
const newestFirst = (threads: Thread[]): Thread[] => threads.sort((a, b) => b.seq - a.seq);
const without = <T extends { id: string }>(items: T[], id: string): T[] => items.filter((item) => item.id !== id);

function threadListed(state: PageState, thread: Thread): PageState {
  const others = state.threads.filter((t) => t.id !== thread.id);
  const isNew = others.length === state.threads.length;
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

const edited = (posts: Post[], { id, body, doc, edited_at }: Events["post.edited"]): Post[] =>
  posts.map((p) => (p.id === id ? { ...p, body, doc, edited_at } : p));

const postThanked = (state: ThreadState, { id, helpful, total }: Events["post.thanked"]): ThreadState => ({
  ...state,
  thread: state.thread && { ...state.thread, helpful: total },
  posts: state.posts.map((p) => (p.id === id ? { ...p, helpful } : p)),
});

const gone = (state: PostState): boolean => state === "withdrawn" || state === "removed";
const WITHDRAWN = { body: "", doc: [], source: null, official: null, testimony: null, pictures: [], video: null } as const;

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

/** Longest wait first; times are RFC 3339 in UTC with equal width, so text order is time order. */
const waitsLonger = (a: Waiting, b: Waiting): number =>
  a.waiting_since < b.waiting_since ? -1 : a.waiting_since > b.waiting_since ? 1 : a.thread.id < b.thread.id ? -1 : 1;

/** It waits on, and says something else: what it is about, that it is pinned. */
const waitingChanged = (state: QueueState, { id, changes }: Events["thread.changed"]): QueueState =>
  ({ ...state, threads: state.threads.map((w) => (w.thread.id === id ? { ...w, thread: { ...w.thread, ...changes } } : w)) });

function queueJoined(state: QueueState, waiting: Waiting): QueueState {
  const others = state.threads.filter((w) => w.thread.id !== waiting.thread.id);
  const isNew = others.length === state.threads.length;
  return { ...state, threads: [...others, waiting].sort(waitsLonger), total: state.total + (isNew ? 1 : 0) };
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
