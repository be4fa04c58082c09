import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeWorld } from "../client/fake-world.ts";
import type { Post, Thread } from "../protocol/wire.ts";
import { Announcer } from "../client/announce.ts";
import { Board } from "./board.ts";
import { Conversation } from "../draw/conversation.ts";
import { excess } from "../draw/field.tsx";
import { isAtEnd, lineToHold, scrollAfter } from "../draw/scroll.ts";
import { fit, fitted, parseColour, ratio, toHex, type Colour } from "./theme.ts";

// Scroll

test("at the end, the end is followed", () => {
  const window = { top: 580, height: 400, content: 1_300 };
  assert.equal(scrollAfter(window, true, 10, 10), 900);
});

test("further up, the line that is read stays where it is, whatever came above or below", () => {
  const window = { top: 580, height: 400, content: 1_300 };
  assert.equal(scrollAfter(window, false, 30, 30), 580, "something came below");
  assert.equal(scrollAfter(window, false, 30, 150), 700, "120 px came above");
  assert.equal(scrollAfter(window, false, 30, 10), 560, "20 px above went away");
});

test("the end is the end within half a line, but not for a reader who has not scrolled", () => {
  assert.ok(isAtEnd({ top: 880, height: 400, content: 1_300 }));
  assert.ok(!isAtEnd({ top: 870, height: 400, content: 1_300 }));
  assert.ok(isAtEnd({ top: 0, height: 400, content: 400 }), "nothing to scroll");
  assert.ok(!isAtEnd({ top: 0, height: 400, content: 410 }));
});

test("the line held is the first that begins inside the window, else the one that fills it", () => {
  const tops = [-300, -120, 40, 200];
  assert.equal(lineToHold(4, (i) => tops[i]!, 400), 2);
  assert.equal(lineToHold(2, (i) => [-300, 900][i]!, 400), 0);
  assert.equal(lineToHold(4, (i) => tops[i]! - 500, 400), 3);
  assert.equal(lineToHold(0, () => 0, 400), -1);
});

// Theme

const HOSTS = ["#0e5a6b", "#000000", "#ffffff", "#ffd500", "#e1000f", "#9be7a8", "#6a4cff", "#777777", "#f5a9c8"];
const hex = (text: string): Colour => parseColour(text)!;

for (const scheme of ["light", "dark"] as const) {
  test(`any accent of a host can be read on the ${scheme} panel`, () => {
    const [surface, sunken] = scheme === "light" ? [hex("#ffffff"), hex("#f6f5f2")] : [hex("#181c1f"), hex("#101315")];
    for (const host of HOSTS) {
      const { accent, onAccent, soft } = fitted(hex(host), scheme);
      for (const ground of [surface, sunken, soft]) assert.ok(ratio(accent, ground) >= 4.4, `${host} on ${toHex(ground)}`);
      assert.ok(ratio(onAccent, accent) >= 4.5, `words on ${host}`);
    }
  });
}

test("an accent that can be read already is left alone, another keeps its hue", () => {
  assert.equal(toHex(fit(hex("#0e5a6b"), [hex("#ffffff")])), "#0e5a6b");
  assert.equal(toHex(fit(hex("#ffd500"), [hex("#ffffff")])).slice(5), "00", "still a yellow, only darker");
});

test("colours are read as browsers compute them; what is see-through or unknown is not one", () => {
  assert.deepEqual(["rgb(14, 90, 107)", "rgba(14, 90, 107, 1)", "#0e5a6b", "color(srgb 0.0549 0.3529 0.4196)"].map((c) => toHex(hex(c))),
    Array(4).fill("#0e5a6b"));
  for (const text of ["rgba(0, 0, 0, 0)", "transparent", "oklch(0.5 0.1 200)", "", "rgb(1,2)", "url(x)"]) assert.equal(parseColour(text), null, text);
});

// Announcements

test("a burst is said as one sentence, a single message in its own words", () => {
  const world = new FakeWorld();
  const said: string[] = [];
  const announcer = new Announcer(world, (text) => said.push(text));
  const many = (n: number): string => `${n} nouveaux messages`;
  for (const name of ["Pinson 18", "Mésange 7", "Merle 3"]) announcer.say({ said: `Nouveau message de ${name}.`, many });
  announcer.say({ said: "Connexion rétablie." });
  assert.deepEqual(said, []);
  world.passes(1_000);
  assert.deepEqual(said, ["3 nouveaux messages. Connexion rétablie."]);
  announcer.say({ said: "Nouveau message de Merle 3.", many });
  world.passes(1_000);
  assert.equal(said[1], "Nouveau message de Merle 3.");
});

// The list

const thread = (seq: number, more: Partial<Thread> = {}): Thread => ({
  id: `t${seq}`, page: "p", kind: "question", title: "", state: "visible", status: "open", posts: 1,
  author: { id: "a", name: "Hirondelle 42", voice: "citizen" }, created_at: "", active_at: "", seq, ...more,
});
const page = (threads: Thread[], total = threads.length) => ({ page: { id: "p", key: "k", title: "" }, threads, total });
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

test("the list leaves out what was withdrawn, and what is answered when only the others are asked for", () => {
  const board = new Board();
  board.take(page([thread(3, { posts: 4 }), thread(2, { state: "withdrawn" }), thread(1)], 2));
  assert.deepEqual(shown(board), ["t3", "t1"]);
  board.filter.value = "unanswered";
  assert.deepEqual(shown(board), ["t1"]);
});

test("there is more as long as fewer are held than the page counts", () => {
  const board = new Board();
  board.take(page([thread(9), thread(8)], 3));
  assert.equal(board.before.value, 8);
  board.take(page([thread(9), thread(8), thread(1)], 3));
  assert.equal(board.before.value, null);
});

// The thread

const post = (seq: number, more: Partial<Post> = {}): Post => ({
  id: `p${seq}`, thread: "t1", seq, author: { id: "a", name: "Pinson 18", voice: "citizen" }, body: "", doc: [], reply_to: null,
  created_at: "", edited_at: null, state: "visible", ...more,
});
const discussion = (...posts: Post[]) => ({ thread: thread(1), posts, earlier: null });

test("what comes while one reads further up is counted; at the end it is read", () => {
  const conversation = new Conversation("t1", new FakeWorld(), (p) => p.author.id === "me");
  conversation.take(discussion(post(1), post(2)), null);
  conversation.reach(false);
  const mine = post(4, { author: { id: "me", name: "Merle 3", voice: "citizen" } });
  conversation.take(discussion(post(1), post(2), post(3), mine, post(5, { state: "withdrawn" })), null);
  assert.equal(conversation.unread.value, 1);
  conversation.reach(true);
  assert.equal(conversation.unread.value, 0);
});

test("who types is said for four seconds, or until the message is there", () => {
  const world = new FakeWorld();
  const conversation = new Conversation("t1", world, () => false);
  const [pinson, merle] = [post(1).author, { id: "b", name: "Merle 3", voice: "citizen" as const }];
  const names = (): string[] => conversation.typists.value.map((a) => a.name);
  conversation.types(pinson);
  conversation.types(merle);
  world.passes(3_000);
  conversation.types(pinson);
  world.passes(2_000);
  assert.deepEqual(names(), ["Pinson 18"]);
  conversation.take(discussion(post(1), post(2)), post(2));
  assert.deepEqual(names(), []);
});

test("a text is measured as the service measures it: by code points, without the spaces around it", () => {
  assert.equal(excess(`  ${"é".repeat(10)} `, 10), 0);
  assert.equal(excess("👍👍👍", 2), 1);
});
