import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleThread } from "../client/samples.ts";
import type { Thread } from "../protocol/wire.ts";
import { Board } from "./board.ts";

const thread = (seq: number, more: Partial<Thread> = {}): Thread => sampleThread({ id: `t${seq}`, title: "", seq, ...more });
const page = (threads: Thread[], total = threads.length) => ({ page: { id: "p", key: "k", title: "" }, threads, total, pinned: [], changed: {}, officehours: [] });
const shown = (board: Board): string[] => board.threads.value.map((t) => t.id);

test("questions that come while the list is read wait; one's own does not", () => {
  const board = new Board();
  board.take(page([thread(1)]));
  board.mine.value = new Set(["t3"]);
  board.take(page([thread(3), thread(2), thread(1)]));
  assert.deepEqual([shown(board), board.waiting.value, board.total.value], [["t3", "t1"], 1, 2]);
  board.reveal();
  assert.deepEqual([shown(board), board.waiting.value, board.total.value], [["t3", "t2", "t1"], 0, 3]);
});

test("the list leaves out what was withdrawn", () => {
  const board = new Board();
  board.take(page([thread(3, { posts: 4 }), thread(2, { state: "withdrawn" }), thread(1)], 2));
  assert.deepEqual(shown(board), ["t3", "t1"]);
});

test("there is more as long as fewer are held than the page counts", () => {
  const board = new Board();
  board.take(page([thread(9), thread(8)], 3));
  assert.equal(board.before.value, 8);
  board.take(page([thread(9), thread(8), thread(1)], 3));
  assert.equal(board.before.value, null);
});
