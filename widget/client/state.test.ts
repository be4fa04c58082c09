import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import type { Event, PageState, Post, State, Thread, ThreadState } from "../protocol/wire.ts";
import { apply, withCounters, withEarlierPosts, withOlderThreads } from "./state.ts";

interface Golden { name: string; channel: string; before: State; event: Event; after: State }

const CONTRACT = "tests/contract";
const golden = readdirSync(CONTRACT).filter((name) => name.endsWith(".json"))
  .map((name) => JSON.parse(readFileSync(`${CONTRACT}/${name}`, "utf8")) as Golden);

test("there are golden events to read", () => assert.ok(golden.length >= 10));

for (const { name, before, event, after } of golden) {
  test(`golden event: ${name}`, () => {
    const untouched = structuredClone(before);
    assert.deepEqual(apply(before, event), after);
    assert.deepEqual(before, untouched, "the state before is left as it was");
  });
}

const thread = (seq: number, more: Partial<Thread> = {}): Thread => ({
  id: `t${seq}`, page: "p", kind: "question", title: `Question ${seq}`, field: null, state: "visible", status: "open", posts: 1,
  same_question: 0, helpful: 0, accepted: null, official: null, pinned: false, topics: [],
  author: { id: "a", name: "Hirondelle 42", voice: "citizen" }, created_at: "2026-11-23T10:00:00.000000Z",
  active_at: "2026-11-23T10:00:00.000000Z", seq, duplicate_of: null, officehours: null, ...more,
});
const post = (seq: number, more: Partial<Post> = {}): Post => ({
  id: `p${seq}`, thread: "t1", seq, author: thread(1).author, body: `Texte ${seq}`, doc: [], reply_to: null,
  created_at: `2026-11-23T10:0${seq % 10}:00.000000Z`, edited_at: null, state: "visible",
  helpful: 0, source: null, official: null, testimony: null, pictures: [], video: null, erratum: null, ...more,
});
const page = (...threads: Thread[]): PageState => ({ page: { id: "p", key: "k", title: "" }, threads, total: threads.length, pinned: [], changed: {}, officehours: [] });
const discussion = (...posts: Post[]): ThreadState => ({ thread: thread(1, { posts: posts.length }), posts, earlier: null });

test("a thread that is already listed is replaced, not doubled", () => {
  const again = thread(1, { title: "Autre titre" });
  assert.deepEqual(apply(page(thread(1)), { seq: 2, kind: "thread.opened", data: { thread: again } }), page(again));
});

test("a post that is already there is replaced, and counted once", () => {
  const again = post(1, { body: "Autre" });
  assert.deepEqual(apply(discussion(post(1)), { seq: 2, kind: "post.added", data: { post: again } }), discussion(again));
});

test("a thread withdrawn twice leaves the total once", () => {
  const gone: Event = { seq: 3, kind: "thread.changed", data: { id: "t1", changes: { state: "withdrawn" } } };
  const once = apply(page(thread(2), thread(1)), gone);
  assert.equal(once.total, 1);
  assert.equal(apply(once, gone).total, 1);
});

test("counters touch the threads they name, and nothing else", () => {
  const state = withCounters(page(thread(2), thread(1)), { t1: { posts: 7, active_at: "2026-11-23T11:00:00.000000Z", same_question: 0, helpful: 0 }, t9: { posts: 3, active_at: "", same_question: 0, helpful: 0 } });
  assert.deepEqual(state.threads.map((t) => [t.id, t.posts]), [["t2", 1], ["t1", 7]]);
});

test("older threads join at the end, and what was held wins over what was read", () => {
  const held = page(thread(3), thread(2, { status: "answered" }));
  const state = withOlderThreads(held, [thread(2), thread(1)], 3);
  assert.deepEqual(state.threads.map((t) => [t.id, t.status]), [["t3", "open"], ["t2", "answered"], ["t1", "open"]]);
});

test("earlier posts join between the opening post and the others", () => {
  const state = withEarlierPosts(discussion(post(1), post(8)), [post(1), post(4), post(5)], 4);
  assert.deepEqual(state.posts.map((p) => p.seq), [1, 4, 5, 8]);
  assert.equal(state.earlier, 4);
});
