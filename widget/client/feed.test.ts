import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Event, PageState, ServiceMessage, ThreadState } from "../protocol/wire.ts";
import { Api } from "./api.ts";
import { FakeWorld, settled, type FakeSocket } from "./fake-world.ts";
import { samplePost } from "./samples.ts";
import { Feed, type Connection } from "./feed.ts";

const PAGE = "page:11", THREAD = "thread:22";
const ADDRESS = { url: "https://valombre.example/passeport", page: null, canonical: null };
const state = (total = 0): PageState => ({ page: { id: "11", key: "k", title: "" }, threads: [], total, pinned: [], changed: {}, officehours: [] });

let world: FakeWorld;
let feed: Feed;
let connections: Connection[];
let events: Event[];
let refused: string[];
let token: string | null;

beforeEach(() => {
  [world, connections, events, refused, token] = [new FakeWorld(), [], [], [], "pv_token"];
  const api = new Api({ origin: "https://parvis.example", lang: "fr", token: () => token, fetch: world.fetch });
  feed = new Feed({ origin: "https://parvis.example", site: "demo", api, address: ADDRESS, token: () => token, world }, {
    onConnection: (connection) => connections.push(connection),
    onPage: () => undefined,
    onState: (_, __, event) => { if (event) events.push(event); },
    onHint: () => undefined,
    onRefused: (channel) => refused.push(channel),
    onTokenRefused: () => { token = null; },
  });
});

const welcome = (channel: string, seq: number, epoch = "E1"): ServiceMessage => ({ type: "welcome", channel, seq, epoch });
const snapshot = (seq: number, total = 0): ServiceMessage => ({ type: "snapshot", channel: PAGE, seq, state: state(total) });
const event = (seq: number): ServiceMessage =>
  ({ type: "event", channel: PAGE, seq, kind: "thread.changed", data: { id: "elsewhere", changes: { state: "withdrawn" } } });
const live = (socket: FakeSocket = world.socket, seq = 5): FakeSocket => socket.opens().says(welcome(PAGE, seq), snapshot(seq, 10));
const names = (): string[] => connections.map((c) => (c.name === "live" ? `live by ${c.way}` : c.name));
const total = (): number | undefined => feed.state<PageState>(PAGE)?.total;

test("the first visit says who and where, and takes the snapshot", () => {
  feed.start();
  live();
  assert.deepEqual(world.socket.sent, [{ type: "hello", site: "demo", ...ADDRESS, token: "pv_token", epoch: null, after: {} }]);
  assert.deepEqual(names(), ["connecting", "live by socket"]);
  assert.equal(total(), 10);
});

test("events are taken one by one, and a duplicate changes nothing", () => {
  feed.start();
  live().says(event(6), event(6), event(5), event(7));
  assert.deepEqual(events.map((e) => e.seq), [6, 7]);
  assert.equal(total(), 8);
});

test("after a gap the missing events are asked for, once, and nothing is guessed", () => {
  feed.start();
  const socket = live().says(event(6), event(9), event(10));
  assert.deepEqual(socket.sent.slice(1), [{ type: "watch", channel: PAGE, after: 6 }]);
  socket.says(welcome(PAGE, 10), event(7), event(8), event(9), event(10));
  assert.deepEqual(events.map((e) => e.seq), [6, 7, 8, 9, 10]);
});

test("reconnecting says the numbers held, and asks again only for what has none", () => {
  feed.start();
  const socket = live();
  feed.watch(THREAD);
  feed.watch("thread:33");
  socket.says(welcome(THREAD, 57), { type: "snapshot", channel: THREAD, seq: 57, state: { thread: null, posts: [], earlier: null } });
  socket.drops();
  world.passes(500);
  world.socket.opens().says(welcome(PAGE, 5));
  const [hello, ...asked] = world.socket.sent;
  assert.deepEqual(hello, { type: "hello", site: "demo", ...ADDRESS, token: "pv_token", epoch: "E1", after: { [PAGE]: 5, [THREAD]: 57 } });
  assert.deepEqual(asked, [{ type: "watch", channel: "thread:33" }]);
  world.socket.says(event(6));
  assert.equal(total(), 9);
});

test("another epoch: no number means anything, everything starts from a snapshot", () => {
  feed.start();
  live().drops();
  world.passes(500);
  const socket = world.socket.opens().says(welcome(PAGE, 3, "E2"), event(6));
  assert.equal(total(), 10, "an event of another life is not applied");
  assert.deepEqual(socket.sent.at(-1), { type: "watch", channel: PAGE });
  socket.says(welcome(PAGE, 3, "E2"), snapshot(3, 4), event(4));
  assert.equal(total(), 3);
});

const page = { body: { page: { ...state().page, seq: 5 }, epoch: "E1", threads: [], total: 10, pinned: [], changed: {}, officehours: [], next: null, here: { people: 1, agents: [] } } };
const fails = (): void => { world.socket.drops(); world.passes(600); };

test("a WebSocket that is blocked twice gives way to a stream, one per channel", async () => {
  world.answer = (_, path) => (path.startsWith("/page?") ? page : "unreachable");
  feed.watch(THREAD);
  feed.start();
  fails();
  fails();
  await settled();
  assert.equal(world.sockets.length, 2);
  assert.deepEqual(world.streams.map(({ url }) => url.replace(/.*\?/, "")),
    ["site=demo&channel=thread%3A22&epoch=E1", "site=demo&channel=page%3A11&after=5&epoch=E1"]);
  assert.equal(total(), 10, "the page is already there");
  world.streams[1]!.says(welcome(PAGE, 6), event(6));
  assert.equal(names().at(-1), "live by stream");
  assert.equal(total(), 9);
});

test("a stream held back by a proxy gives way to polling", async () => {
  const held: (() => void)[] = [];
  world.answer = (_, path) => {
    if (path.startsWith("/page?")) return page;
    if (held.length) return new Promise((resolve) => held.push(() => resolve("unreachable")));
    held.push(() => undefined);
    return { body: { epoch: "E1", messages: [event(6)] } };
  };
  feed.start();
  fails();
  fails();
  await settled();
  world.passes(4_000); // the stream opened and stayed silent
  world.passes(2_000);
  await settled();
  assert.ok(world.stream.isClosed);
  assert.equal(names().at(-1), "live by poll");
  assert.equal(total(), 9);
  assert.deepEqual(world.requests.filter(({ path }) => path.startsWith("/events")).map(({ path }) => path.match(/after=\d+/)?.[0]), ["after=5", "after=6"]);
  feed.stop();
});

test("on a fallback the WebSocket is tried again beside it, and takes over once it is welcome", async () => {
  world.answer = (_, path) => (path.startsWith("/page?") ? page : "unreachable");
  feed.start();
  fails();
  fails();
  await settled();
  world.stream.says(welcome(PAGE, 5));
  world.passes(60_000);
  assert.equal(world.sockets.length, 3);
  assert.ok(!world.stream.isClosed);
  live();
  assert.ok(world.stream.isClosed);
  assert.equal(names().at(-1), "live by socket");
});

test("a page of another site stops for good, also over plain HTTP", async () => {
  world.answer = () => ({ status: 403, body: { code: "foreign-page", status: 403 } });
  feed.start();
  fails();
  fails();
  await settled();
  assert.deepEqual(feed.connection, { name: "stopped", reason: "foreign-page" });
  world.passes(120_000);
  assert.equal(world.sockets.length, 2);
});

test("close codes: a laggard resumes at once, a restart within three seconds, too many after ten", () => {
  world.luck = 0.999;
  for (const [code, from, to] of [[4409, 0, 0], [1012, 2_900, 3_000], [4429, 10_000, 10_000], [1006, 400, 500]] as const) {
    const count = world.sockets.length;
    if (!count) feed.start();
    live();
    world.socket.drops(code);
    const wait = world.waits.at(-1)!;
    assert.ok(wait >= from && wait <= to, `${code}: ${wait} ms`);
    world.passes(wait);
  }
  live();
  world.socket.drops(4404);
  assert.deepEqual(feed.connection, { name: "stopped", reason: "unknown-site" });
});

test("a refused token is forgotten, and the reading goes on without", () => {
  feed.start();
  live();
  world.socket.drops(4401);
  world.passes(0);
  world.socket.opens();
  assert.equal((world.socket.sent[0] as { token: string | null }).token, null);
});

test("offline is said with its hour; back online, it comes back at once", () => {
  feed.start();
  live();
  world.online = false;
  world.signals("offline");
  assert.deepEqual(feed.connection, { name: "offline", since: world.now() });
  assert.ok(world.socket.isClosed);
  world.passes(60_000);
  assert.equal(world.sockets.length, 1);
  world.online = true;
  world.signals("online");
  live();
  assert.deepEqual(names(), ["connecting", "live by socket", "offline", "reconnecting", "live by socket"]);
});

test("after a long silence a sign of life is asked for; without one the link is replaced", () => {
  feed.start();
  const socket = live();
  world.passes(46_000);
  assert.deepEqual(socket.sent.slice(1), [{ type: "watch", channel: PAGE, after: 5 }]);
  socket.says(welcome(PAGE, 5));
  world.passes(20_000);
  assert.ok(!socket.isClosed, "an answer keeps the link");
  world.passes(50_000);
  assert.ok(socket.isClosed, "no answer ends it");
});

test("a laptop that wakes asks at once", () => {
  feed.start();
  const socket = live();
  world.sleeps(3_600_000);
  world.signals("visible");
  assert.deepEqual(socket.sent.at(-1), { type: "watch", channel: PAGE, after: 5 });
  world.passes(5_000);
  world.passes(0);
  assert.equal(world.sockets.length, 2);
});

test("another identity: the new link takes over only once it is welcome", () => {
  feed.start();
  const old = live();
  token = "pv_other";
  feed.renew();
  assert.ok(!old.isClosed);
  old.says(event(6));
  world.socket.opens().says(welcome(PAGE, 6));
  assert.ok(old.isClosed);
  assert.deepEqual((world.socket.sent[0] as { after: unknown }).after, { [PAGE]: 6 });
  assert.equal(names().filter((name) => name !== "live by socket").length, 1, "nobody notices");
});

test("a renewal that fails is tried again, later and later, while the old link lives", () => {
  world.luck = 0.999;
  feed.start();
  const old = live();
  feed.renew();
  for (const wait of [499, 999]) {
    world.socket.drops();
    assert.equal(world.waits.at(-1), wait);
    world.passes(wait);
  }
  assert.equal(world.sockets.length, 4);
  assert.ok(!old.isClosed);
  world.passes(4_000); // this one opened and stayed silent
  world.passes(2_000);
  world.socket.opens().says(welcome(PAGE, 5));
  assert.ok(old.isClosed);
  const count = world.sockets.length;
  world.passes(40_000);
  assert.equal(world.sockets.length, count, "renewed once");
});

test("a channel in doubt is asked for whole, and shown as it was until then", () => {
  feed.start();
  const socket = live();
  feed.doubt(PAGE);
  assert.deepEqual(socket.sent.at(-1), { type: "watch", channel: PAGE });
  assert.equal(total(), 10);
  socket.says(welcome(PAGE, 5), snapshot(5, 9), event(6));
  assert.equal(total(), 8);
});

test("another page of a single-page application: its channel replaces the one before", () => {
  feed.start();
  const old = live();
  feed.moved({ ...ADDRESS, url: "https://valombre.example/autre" });
  assert.ok(old.isClosed);
  const other: ThreadState | PageState = { ...state(), page: { id: "12", key: "autre", title: "" } };
  world.socket.opens().says(welcome("page:12", 1), { type: "snapshot", channel: "page:12", seq: 1, state: other });
  assert.equal(feed.state(PAGE), null);
  assert.deepEqual(feed.state("page:12"), other);
});

test("a page that was merged is looked for again; a thread's welcome may come before the page's", () => {
  feed.start();
  const old = live();
  feed.watch(THREAD);
  old.says(welcome(THREAD, 1), { type: "snapshot", channel: THREAD, seq: 1, state: { thread: null, posts: [], earlier: null } });
  feed.lookAgain();
  world.passes(2_000);
  world.socket.opens().says(welcome(THREAD, 1));
  assert.ok(!old.isClosed, "not settled before the page is known");
  const other: PageState = { ...state(), page: { id: "12", key: "autre", title: "" } };
  world.socket.says(welcome("page:12", 1), { type: "snapshot", channel: "page:12", seq: 1, state: other });
  assert.ok(old.isClosed);
  assert.deepEqual([feed.state(PAGE), feed.state("page:12")], [null, other]);
  assert.ok(feed.ledger.has(THREAD));
  assert.equal(names().filter((name) => name !== "live by socket").length, 1, "nobody notices");
});

test("a refused channel is told, and the connection stays", () => {
  feed.start();
  live();
  feed.watch(THREAD);
  world.socket.says({ type: "refused", channel: THREAD, code: "not-found" }, event(6));
  assert.deepEqual(refused, [THREAD]);
  assert.equal(total(), 9);
});

test("a state that was revised by hand takes the next event like any other", () => {
  feed.start();
  const socket = live();
  feed.watch(THREAD);
  const post = samplePost({ body: "Texte" });
  socket.says(welcome(THREAD, 1), { type: "snapshot", channel: THREAD, seq: 1, state: { thread: null, posts: [post], earlier: 4 } });
  feed.ledger.revise<ThreadState>(THREAD, (held) => ({ ...held, earlier: null }));
  socket.says({ type: "event", channel: THREAD, seq: 2, kind: "post.withdrawn", data: { id: "p1" } });
  assert.deepEqual(feed.state<ThreadState>(THREAD), { thread: null, posts: [{ ...samplePost(), state: "withdrawn" }], earlier: null });
});
