import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeWorld } from "../client/fake-world.ts";
import { samplePost } from "../client/samples.ts";
import type { Post } from "../protocol/wire.ts";
import { Conversation } from "./conversation.ts";

const post = (seq: number, more: Partial<Post> = {}): Post => samplePost({ id: `p${seq}`, seq, ...more });
const discussion = (...posts: Post[]) => ({ thread: null, posts, earlier: null });

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

test("nothing is read that nobody looks at; it is once she looks again, unless she reads further up", () => {
  let isSeen = true;
  const conversation = new Conversation("t1", new FakeWorld(), () => false, () => isSeen);
  conversation.take(discussion(post(1), post(2)), null);
  isSeen = false;
  conversation.take(discussion(post(1), post(2), post(3)), post(3));
  conversation.reach(true);
  assert.equal(conversation.readUpTo.value, 2);
  isSeen = true;
  conversation.look();
  assert.equal(conversation.readUpTo.value, 3);
  conversation.reach(false);
  conversation.take(discussion(post(1), post(2), post(3), post(4)), post(4));
  conversation.look();
  assert.equal(conversation.readUpTo.value, 3);
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
