import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Api } from "./api.ts";
import { FakeWorld, settled } from "./fake-world.ts";
import { Outbox, type ReplyDraft } from "./outbox.ts";

let world: FakeWorld;
let outbox: Outbox;
let kept: (string | null)[];
let arrivals: number;
let sent: string[];
let forgotten: number;

function makeOutbox(): Outbox {
  const api = new Api({ origin: "https://parvis.example", lang: "fr", token: () => "pv_token", fetch: world.fetch });
  return new Outbox({
    api, site: "demo", world,
    ensureVisitor: async () => { arrivals += 1; },
    forgetVisitor: () => { forgotten += 1; },
    onChange: () => undefined,
    onSent: (draft) => sent.push(draft.id),
    keep: (value) => kept.push(value),
  });
}

beforeEach(() => {
  [world, kept, arrivals, sent, forgotten] = [new FakeWorld(), [], 0, [], 0];
  outbox = makeOutbox();
});

const draft = (id: string, body = "Faut-il un timbre ?"): ReplyDraft => ({ act: "reply", id, thread: "t1", body, replyTo: null, at: "2026-11-23T10:00:00Z" });
const stored = (id: string) => ({ status: 201, body: { id, body: "Faut-il un timbre ?" } });
const names = (): string[] => outbox.entries.map(({ sending }) => sending.name);
const ids = (): string[] => world.requests.map(({ body }) => (body as { id: string }).id);

test("what is written is on screen at once, sent, and kept until it is confirmed", async () => {
  world.answer = () => stored("r1");
  outbox.add(draft("r1"));
  assert.deepEqual(names(), ["sending"]);
  assert.deepEqual(JSON.parse(kept[0]!), [draft("r1")]);
  await settled();
  assert.deepEqual(names(), ["sent"]);
  assert.equal(kept.at(-1), null);
  assert.deepEqual([arrivals, sent], [1, ["r1"]]);
});

test("the live channel may come first or last: the entry leaves with it", async () => {
  world.answer = () => stored("r1");
  outbox.add(draft("r1"));
  outbox.settle(new Set(["r1"]));
  await settled();
  assert.deepEqual([outbox.entries, sent], [[], ["r1"]], "sent is said once, by whichever comes first");
  outbox.add(draft("r2"));
  await settled();
  outbox.settle(new Set(["r1", "r2"]));
  assert.deepEqual([outbox.entries, sent], [[], ["r1", "r2"]]);
});

test("without an answer the same id is sent again, and only after two failures the reader is told", async () => {
  outbox.add(draft("r1"));
  await settled();
  assert.deepEqual(names(), ["sending"]);
  world.passes(30_000);
  await settled();
  assert.deepEqual(names(), ["unsent"]);
  world.answer = () => stored("r1");
  world.passes(30_000);
  await settled();
  assert.deepEqual(names(), ["sent"]);
  assert.deepEqual(ids(), ["r1", "r1", "r1"]);
});

for (const status of [429, 500, 502, 503, 504]) {
  test(`${status} means later, not no, and Retry-After is kept`, async () => {
    world.answer = () => ({ status, headers: { "Retry-After": "7" } });
    outbox.add(draft("r1"));
    await settled();
    assert.ok(world.waits.includes(7_000));
    assert.deepEqual(names(), ["sending"]);
  });
}

test("a refusal stops, says why, and gives the text back", async () => {
  world.answer = () => ({ status: 422, body: { status: 422, code: "bad-characters", detail: "Ce texte contient…", field: "body" } });
  outbox.add(draft("r1"));
  await settled();
  assert.deepEqual(outbox.entries[0]!.sending, { name: "refused", code: "bad-characters", detail: "Ce texte contient…", field: "body" });
  world.passes(120_000);
  await settled();
  assert.deepEqual(ids(), ["r1"], "it is not sent again by itself");
  assert.deepEqual(outbox.takeBack("r1"), draft("r1"));
  assert.equal(kept.at(-1), null);
});

test("a refusal does not hold up what was written after it", async () => {
  world.answer = (_, __, body) => ((body as { id: string }).id === "r1" ? { status: 422, body: { code: "empty" } } : stored("r2"));
  outbox.add(draft("r1"));
  outbox.add(draft("r2"));
  await settled();
  assert.deepEqual(names(), ["refused", "sent"]);
});

test("messages leave in the order they were written", async () => {
  outbox.add(draft("r1"));
  outbox.add(draft("r2"));
  await settled();
  world.answer = (_, __, body) => stored((body as { id: string }).id);
  world.passes(30_000);
  await settled();
  assert.deepEqual(ids(), ["r1", "r1", "r2"]);
});

test("a token that means nothing is replaced once, and the same id is sent again", async () => {
  world.answer = () => ({ status: 401, body: { code: "token-refused", status: 401, detail: "Votre accès…" } });
  outbox.add(draft("r1"));
  await settled();
  world.passes(0);
  await settled();
  assert.deepEqual([forgotten, arrivals, ids()], [1, 2, ["r1", "r1"]]);
  assert.deepEqual(names(), ["refused"], "a second refusal is not tried for ever");
});

test("offline nothing is tried; the network's return sends it", async () => {
  world.online = false;
  outbox.add(draft("r1"));
  await settled();
  assert.deepEqual([names(), ids()], [["unsent"], []]);
  world.online = true;
  world.answer = () => stored("r1");
  outbox.retry();
  assert.deepEqual(names(), ["sending"]);
  await settled();
  assert.deepEqual(names(), ["sent"]);
});

test("after a reload what was kept is sent under the ids it had", async () => {
  outbox.add(draft("r1"));
  await settled();
  const saved = kept.at(-1)!;
  outbox = makeOutbox();
  world.answer = () => stored("r1");
  outbox.restore(saved);
  await settled();
  assert.deepEqual([names(), ids()], [["sent"], ["r1", "r1"]]);
});

test("what cannot be read is left alone", () => {
  const strange = [null, 3, {}, { act: "reply", id: 4 }, { ...draft("r1"), replyTo: {} }, { act: "question", id: "q" }, { act: "erase" }];
  for (const value of ["", "{", "null", JSON.stringify(strange)]) outbox.restore(value);
  assert.deepEqual(outbox.entries, []);
});

test("what is kept stays below what the loader keeps; nothing is lost from the screen", async () => {
  world.online = false;
  for (let i = 0; i < 20; i++) outbox.add(draft(`r${i}`, "é".repeat(5_000)));
  assert.ok(new TextEncoder().encode(kept.at(-1)!).length <= 64 * 1024);
  assert.equal(outbox.entries.length, 20);
  outbox.clear();
  assert.equal(kept.at(-1), null);
});

test("a question goes with its place, under the two ids chosen for it", async () => {
  world.answer = () => ({ status: 201, body: { thread: { id: "q1" }, post: { id: "p1" } } });
  const address = { url: "https://valombre.example/passeport", page: null, canonical: null };
  outbox.add({ act: "question", id: "q1", post: "p1", title: "Un timbre ?", body: "Un timbre ?", address, pageTitle: "", at: "" });
  await settled();
  assert.deepEqual(world.requests[0]!.path, "/threads");
  assert.deepEqual(world.requests[0]!.body, { id: "q1", post: "p1", site: "demo", url: address.url, kind: "question", title: "Un timbre ?", body: "Un timbre ?" });
});

test("a message names its pictures by id and words, and one that was touched is left alone", async () => {
  const pictures = [{ id: "i1", alt: "L’écran", width: 60, height: 40 }];
  world.answer = () => stored("r1");
  outbox.restore(JSON.stringify([{ ...draft("r1"), pictures }, { ...draft("r2"), pictures: "x" }, { ...draft("r3"), pictures: [null] }]));
  await settled();
  assert.deepEqual(world.requests.map(({ body }) => body), [{ id: "r1", body: "Faut-il un timbre ?", pictures: [{ id: "i1", alt: "L’écran" }] }]);
});
