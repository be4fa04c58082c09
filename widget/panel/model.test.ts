import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { batch } from "@preact/signals";
import { samplePost, sampleThread } from "../client/samples.ts";
import { FakeWorld, settled } from "../client/fake-world.ts";
import { fr } from "../client/strings.fr.ts";
import type { LoaderToPanel, PanelToLoader } from "../protocol/port.ts";
import type { Author, Picture, Post, ServiceMessage, Thread } from "../protocol/wire.ts";
import { pendingQuestions } from "./list.tsx";
import { Model } from "./model.ts";

const PAGE = "page:11";
const place = { url: "https://valombre.example/passeport", page: null, canonical: null, title: "Passeport" };
const theme = { font: "", accent: "", radius: 8, scheme: "auto" as const };
const hirondelle: Author = { id: "me", name: "Hirondelle 42", voice: "citizen" };
const pinson: Author = { id: "p", name: "Pinson 18", voice: "citizen" };

let world: FakeWorld;
let told: PanelToLoader[];
let model: Model;

function begin(kept: { token?: string; outbox?: string } = {}): void {
  const start: LoaderToPanel & { type: "start" } = { type: "start", site: "demo", lang: "fr", place, theme, kept, modal: false };
  model = new Model(start, { origin: "https://parvis.example", words: fr, send: (message) => told.push(message), world });
  model.start();
  says(welcome(PAGE, 1), { type: "snapshot", channel: PAGE, seq: 1, state: { page: { id: "11", key: "k", title: "" }, threads: [thread("t1", 1, pinson)], total: 1, pinned: [], changed: {}, officehours: [] } });
}

beforeEach(() => {
  [world, told] = [new FakeWorld(), []];
  world.answer = (method, path, body) => {
    const said = body as Record<string, string>;
    if (path === "/visitors") return { status: 201, body: { token: "pv_new", visitor: { id: "me", name: said["name"]! } } };
    if (path === "/me") return { body: hirondelle };
    if (path === "/threads") return { status: 201, body: { thread: thread(said["id"]!, 2, hirondelle), post: post(said["post"]!, 1, hirondelle) } };
    return method === "POST" ? { status: 201, body: post(said["id"]!, 2, hirondelle) } : "unreachable";
  };
});

const thread = (id: string, seq: number, author: Author, posts = 1): Thread =>
  sampleThread({ id, page: "11", posts, author, seq });
const post = (id: string, seq: number, author: Author): Post =>
  samplePost({ id, seq, author, body: "Texte" });
const welcome = (channel: string, seq: number): ServiceMessage => ({ type: "welcome", channel, seq, epoch: "E1" });
const says = (...messages: ServiceMessage[]): void => { world.socket.opens().says(...messages); };
const tells = (...messages: ServiceMessage[]): void => { world.socket.says(...messages); };
const openT1 = (): void => {
  model.openThread("t1");
  tells(welcome("thread:t1", 1), { type: "snapshot", channel: "thread:t1", seq: 1, state: { thread: thread("t1", 1, pinson), posts: [post("p1", 1, pinson)], earlier: null } });
};
const added = (channel: string, seq: number, of: Post): ServiceMessage => ({ type: "event", channel, seq, kind: "post.added", data: { post: of } });
const kept = (key: string): (string | null)[] => told.flatMap((m) => (m.type === "keep" && m.key === key ? [m.value] : []));
const unread = (): number | undefined => told.flatMap((m) => (m.type === "news" ? [m.unread] : [])).at(-1);
const seen = (): unknown[] => world.requests.filter(({ path }) => path === "/threads/t1/seen").map(({ body }) => body);
const followsT1 = (): void => {
  const before = world.answer;
  const marks = { thanked: [], same: [], follows: ["t1"], unread: ["t1"], mode: null };
  world.answer = (method, path, body) => (path.startsWith("/me/marks") ? { body: marks } : before(method, path, body));
};
/** What left the browser, but for the one read of what stands around the questions. */
const written = () => world.requests.filter(({ path }) => !path.startsWith("/around?"));

test("reading keeps nothing on the device and asks for no name", async () => {
  begin();
  openT1();
  model.types("t1");
  model.setReply("t1", { body: "Je commence à écrire" });
  await settled();
  assert.deepEqual(told.filter((m) => m.type === "keep"), []);
  assert.deepEqual(written(), []);
  assert.ok(!world.socket.sent.some((m) => m.type === "typing"));
});

test("the first act makes us somebody, under the name that was shown", async () => {
  begin();
  openT1();
  model.identity.pseudonym.value = "Hirondelle 42";
  model.setReply("t1", { body: " Merci. " });
  model.reply("t1");
  await settled();
  assert.deepEqual(written().map(({ path }) => path), ["/visitors", "/threads/t1/posts"]);
  assert.deepEqual(written()[0]!.body, { site: "demo", name: "Hirondelle 42" });
  assert.equal((written()[1]!.body as { body: string }).body, "Merci.");
  assert.equal(written()[1]!.headers["Authorization"], "Bearer pv_new");
  assert.deepEqual(kept("token"), ["pv_new"]);
  assert.equal(kept("outbox").at(-1), null);
});

test("a message is on screen exactly once, whether the live channel or the answer comes first", async () => {
  begin();
  openT1();
  const shown = (id: string): number =>
    model.conversation.value!.replies.value.filter((p) => p.id === id).length + model.entries.value.filter(({ draft }) => draft.id === id).length;
  model.setReply("t1", { body: "Merci." });
  model.reply("t1");
  const first = model.entries.value[0]!.draft.id;
  const socket = world.socket;
  socket.says(added("thread:t1", 2, post(first, 2, hirondelle)));
  assert.equal(shown(first), 1);
  await settled();
  assert.equal(shown(first), 1);
  model.setReply("t1", { body: "Encore." });
  model.reply("t1");
  const second = model.entries.value[0]!.draft.id;
  await settled();
  assert.equal(shown(second), 1);
  socket.says(added("thread:t1", 3, post(second, 3, hirondelle)));
  assert.equal(shown(second), 1);
  assert.deepEqual(model.entries.value, []);
});

test("a question is shown at once, and its channel is watched only once the service has it", async () => {
  begin();
  model.question.value = { title: "Un timbre ?", details: "", pictures: [] };
  model.ask();
  const { id } = model.conversation.value!;
  assert.ok(!world.socket.sent.some((m) => m.type === "watch"));
  await settled();
  assert.equal((written()[1]!.body as { body: string }).body, "Un timbre ?", "a question without details repeats its title");
  says(welcome(PAGE, 1));
  assert.ok(world.socket.sent.some((m) => m.type === "watch" && m.channel === `thread:${id}`));
});

test("what came while the panel was closed is counted for the button, and one's own is not", () => {
  begin();
  openT1();
  model.hear({ type: "shown", open: false, modal: false });
  tells(added("thread:t1", 2, post("p2", 2, pinson)), { type: "event", channel: PAGE, seq: 2, kind: "thread.opened", data: { thread: thread("t2", 2, pinson) } });
  assert.equal(unread(), 2);
  tells({ type: "hint", channel: PAGE, kind: "counters", data: { threads: { t1: { posts: 2, active_at: "", same_question: 0, helpful: 0 }, t2: { posts: 4, active_at: "", same_question: 0, helpful: 0 } } } });
  assert.equal(unread(), 5, "three more in a thread that is not on screen; the one on screen is counted by its events");
  model.hear({ type: "shown", open: true, modal: false });
  assert.equal(unread(), 0);
});

test("a token from an earlier visit: our messages are ours again", async () => {
  begin({ token: "pv_old" });
  await settled();
  assert.deepEqual(model.identity.me.value, { id: "me", name: "Hirondelle 42" });
  assert.ok(model.isMine(post("p9", 9, hirondelle)));
  assert.ok(!model.isMine(post("p8", 8, pinson)));
});

test("leaving no trace forgets token, name and texts, also those on their way", async () => {
  begin({ token: "pv_old" });
  openT1();
  await settled();
  world.answer = () => "unreachable";
  model.setReply("t1", { body: "Merci." });
  model.reply("t1");
  model.setReply("t1", { body: "Un brouillon" });
  model.leaveNoTrace();
  await settled();
  assert.deepEqual([kept("token").at(-1), kept("outbox").at(-1), model.replyText("t1").body], [null, null, ""]);
  assert.deepEqual([model.identity.me.value, model.entries.value], [null, []]);
});

test("another route of the application: its questions, and the drafts are still there", () => {
  begin();
  openT1();
  model.setReply("t1", { body: "Un brouillon" });
  model.hear({ type: "moved", place: { ...place, url: "https://valombre.example/autre" } });
  assert.deepEqual([model.conversation.value, model.board.state.value], [null, null]);
  assert.equal(model.replyText("t1").body, "Un brouillon");
  assert.equal((world.socket.opens().sent[0] as { url: string }).url, "https://valombre.example/autre");
});

test("what is read of a followed thread is told once reading settles; a followed thread that grows elsewhere is new", async () => {
  followsT1();
  begin({ token: "pv_kept" });
  await settled();
  assert.deepEqual([...model.followed.unread.value], ["t1"]);
  openT1();
  assert.deepEqual([...model.followed.unread.value], []);
  world.passes(1_000);
  await settled();
  assert.deepEqual(seen(), [{ seq: 1 }]);
  model.openList();
  const grown = { posts: 2, active_at: "2026-11-23T10:00:00.000000Z", same_question: 0, helpful: 0 };
  tells({ type: "hint", channel: PAGE, kind: "counters", data: { threads: { t1: grown } } });
  assert.deepEqual([...model.followed.unread.value], ["t1"]);
});

test("what came while the panel was closed, or the tab hidden, is told as read only once she looks again", async () => {
  followsT1();
  begin({ token: "pv_kept" });
  await settled();
  openT1();
  world.passes(1_000);
  const comes = async (seq: number): Promise<void> => {
    tells(added("thread:t1", seq, post(`p${seq}`, seq, pinson)));
    world.passes(1_000);
    await settled();
  };
  model.hear({ type: "shown", open: false, modal: false });
  await comes(2);
  assert.deepEqual([seen(), unread()], [[{ seq: 1 }], 1]);
  model.hear({ type: "shown", open: true, modal: false });
  world.passes(1_000);
  assert.deepEqual(seen(), [{ seq: 1 }, { seq: 2 }]);
  world.visible = false;
  await comes(3);
  assert.equal(seen().length, 2);
  world.visible = true;
  world.signals("visible");
  world.passes(1_000);
  assert.deepEqual(seen().at(-1), { seq: 3 });
});

const refuses = (): void => {
  const before = world.answer;
  world.answer = (method, path, body) => (path.startsWith("/threads") ? { status: 422, body: { code: "link", status: 422, detail: "Un lien." } } : before(method, path, body));
};
const picture = (id: string): Picture => ({ id, alt: "Le cadre 3", width: 8, height: 8 });

test("a refused reply comes back before what was typed since, and nothing of either is lost", async () => {
  refuses();
  begin();
  openT1();
  model.setReply("t1", { body: "Refusé.", replyTo: "p1", source: "Code, art. 2", pictures: [picture("a")] });
  model.reply("t1");
  await settled();
  model.setReply("t1", { body: "Tapé depuis.", source: "Notice", pictures: [picture("b")] });
  model.takeBack(model.entries.value[0]!.draft.id);
  const { body, replyTo, source, pictures } = model.replyText("t1");
  assert.deepEqual([body, replyTo, source, pictures.map(({ id }) => id)], ["Refusé.\n\nTapé depuis.", "p1", "Notice", ["a", "b"]]);
});

test("a refused question comes back with its field, into the room where it is asked, before what was typed since", async () => {
  refuses();
  begin();
  const field = { key: "nom", label: "Nom", step: null };
  model.field.value = field;
  model.question.value = { title: "Un timbre ?", details: "Pour deux.", pictures: [] };
  model.ask();
  await settled();
  batch(() => { model.tab.value = "guide"; model.field.value = null; });
  model.question.value = { title: "Autre chose", details: "", pictures: [picture("b")] };
  model.takeBack(model.entries.value[0]!.draft.id);
  assert.deepEqual(model.question.value, { title: "Un timbre ?", details: "Pour deux.\n\nAutre chose", pictures: [picture("b")] });
  assert.deepEqual([model.tab.value, model.field.value, model.conversation.value], ["questions", field, null]);
});

test("the followed threads, and those about a topic, are shown from the guide and from a search", () => {
  begin();
  const seek = (): void => {
    model.tab.value = "guide";
    model.listing.sought.value = { text: "timbre", everywhere: false };
  };
  seek();
  model.showFollowed();
  assert.deepEqual([model.tab.value, model.listing.sought.value, model.followed.isShown.value], ["questions", null, true]);
  seek();
  model.followed.isShown.value = true;
  model.showTopic("timbre");
  assert.deepEqual([model.tab.value, model.listing.sought.value, model.followed.isShown.value, model.listing.topic.value], ["questions", null, false, "timbre"]);
  model.tab.value = "talk";
  model.showTopic("photo");
  assert.equal(model.tab.value, "talk", "a conversation's topic is looked for among conversations");
});

test("a reply that the live channel confirms first is followed, as the service does", async () => {
  begin();
  openT1();
  model.setReply("t1", { body: "Merci." });
  model.reply("t1");
  tells(added("thread:t1", 2, post(model.entries.value[0]!.draft.id, 2, hirondelle)));
  await settled();
  assert.deepEqual([...model.acts.follows.value], ["t1"]);
});

test("a question left before it was confirmed is done once its page lists it; sent, it is in no other page's list", async () => {
  begin();
  const ask = (title: string): string => {
    model.question.value = { title, details: "", pictures: [] };
    model.ask();
    model.openList();
    return model.entries.value.at(-1)!.draft.id;
  };
  const first = ask("Un timbre ?");
  await settled();
  tells({ type: "event", channel: PAGE, seq: 2, kind: "thread.opened", data: { thread: thread(first, 2, hirondelle) } });
  assert.deepEqual([model.entries.value, [...model.acts.follows.value]], [[], [first]]);
  ask("Quel format ?");
  await settled();
  assert.equal(pendingQuestions(model).length, 1);
  model.hear({ type: "moved", place: { ...place, url: "https://valombre.example/autre" } });
  says(welcome("page:12", 1));
  assert.equal(pendingQuestions(model).length, 0);
  world.answer = () => "unreachable";
  ask("Et ici ?");
  model.hear({ type: "moved", place });
  assert.deepEqual(pendingQuestions(model).map(({ draft }) => draft.title), ["Et ici ?"], "what has not left can be changed wherever she is");
});

/** The service has the thanks and says so to all; its answer is lost, `times` over. */
function losesAnswers(times: number): void {
  const before = world.answer;
  let lost = 0;
  world.answer = (method, path, body) => {
    if (!path.endsWith("/helpful")) return before(method, path, body);
    if (lost === 0) tells({ type: "event", channel: "thread:t1", seq: 2, kind: "post.thanked", data: { id: "p1", helpful: 1, total: 1 } });
    return lost++ < times ? "unreachable" : { status: 204 };
  };
}
const thanks = (): unknown[] => [model.conversation.value!.post("p1")!.helpful, [...model.acts.thanked.value], model.acts.failure.value?.at ?? null];

test("an act whose answer was lost is asked once more, and stays as the service has it", async () => {
  begin();
  openT1();
  losesAnswers(1);
  await model.acts.thank(model.conversation.value!, post("p1", 1, pinson));
  assert.deepEqual(thanks(), [1, ["p1"], null]);
  assert.equal(written().filter(({ path }) => path === "/posts/p1/helpful").length, 2);
});

test("an act that is unheard twice is taken back, and the service asked how it stands, until it says so", async () => {
  begin({ token: "pv_old" });
  await settled();
  openT1();
  losesAnswers(2);
  await model.acts.thank(model.conversation.value!, post("p1", 1, pinson));
  await settled();
  assert.deepEqual(thanks(), [0, [], "p1"]);
  assert.deepEqual(world.socket.sent.at(-1), { type: "watch", channel: "thread:t1" });
  tells(welcome("thread:t1", 2), { type: "snapshot", channel: "thread:t1", seq: 2, state: { thread: thread("t1", 1, pinson), posts: [{ ...post("p1", 1, pinson), helpful: 1 }], earlier: null } });
  const before = world.answer;
  world.answer = (method, path, body) => (path.startsWith("/me/marks") ? { body: { thanked: ["p1"], same: [], follows: [], unread: [], mode: null } } : before(method, path, body));
  world.socket.drops();
  world.passes(500);
  says(welcome(PAGE, 1));
  await settled();
  assert.deepEqual(thanks(), [1, ["p1"], "p1"]);
});

test("an act that is refused is taken back, and not asked again", async () => {
  begin();
  openT1();
  const before = world.answer;
  world.answer = (method, path, body) => (path.endsWith("/helpful") ? { status: 403, body: { code: "own-post", status: 403, detail: "Non." } } : before(method, path, body));
  await model.acts.thank(model.conversation.value!, post("p1", 1, pinson));
  assert.deepEqual(thanks(), [0, [], "p1"]);
  assert.equal(written().filter(({ path }) => path === "/posts/p1/helpful").length, 1);
});
