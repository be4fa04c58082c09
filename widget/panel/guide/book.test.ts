import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { FakeWorld, settled } from "../../client/fake-world.ts";
import { fr } from "../../client/strings.fr.ts";
import type { PageState, ServiceMessage, Step } from "../../protocol/wire.ts";
import { Model } from "../model.ts";
import { bookOf, type Book } from "./book.ts";

const GUIDE = "guide:11";
const where = { site: "demo", url: "https://valombre.example/passeport" };
const step = (more: Partial<Step> = {}): Step => ({
  id: "s1", page: "11", place: 1000, title: "Prénoms", body: "Tous.", doc: [], field: null, heading: null, video: null, origin: null,
  revision: 1, author: { id: "p", name: "Pinson 18", voice: "citizen" }, edited_at: "2026-03-01T10:00:00.000000Z", validated: null, ...more,
});

let world: FakeWorld;
let model: Model;
let book: Book;

beforeEach(() => {
  world = new FakeWorld();
  world.answer = (_, path) => (path === "/visitors" ? { status: 201, body: { token: "pv_new", visitor: { id: "me", name: "Hirondelle 42" } } } : "unreachable");
  const place = { url: where.url, page: null, canonical: null, title: "Passeport" };
  const theme = { font: "", accent: "", radius: 8, scheme: "auto" as const };
  model = new Model({ type: "start", site: "demo", lang: "fr", place, theme, kept: {}, modal: false }, { origin: "https://parvis.example", words: fr, send: () => undefined, world });
  model.start();
  says({ type: "welcome", channel: "page:11", seq: 0, epoch: "E1" });
  book = bookOf(model);
});

const says = (...messages: ServiceMessage[]): void => { world.socket.opens().says(...messages); };
const shows = (...steps: Step[]): void => { world.socket.says({ type: "snapshot", channel: GUIDE, seq: 1, state: { page: "11", steps } }); };
const moves = (page: string): void => {
  model.hear({ type: "moved", place: { url: `https://valombre.example/${page}`, page: null, canonical: null, title: "Autre" } });
  says({ type: "welcome", channel: `page:${page}`, seq: 0, epoch: "E1" });
};
const draft = () => Object.values(book.drafts.value)[0]!;

test("the guide is followed while it is on screen, and what was typed outlives that", () => {
  const leave = book.open();
  shows(step());
  assert.equal(book.state.value?.steps.length, 1);
  book.write(step());
  book.change(draft(), { body: "Tous, dans l’ordre." });
  leave();
  assert.deepEqual(world.socket.sent.at(-1), { type: "unwatch", channel: GUIDE });
  bookOf(model).open();
  assert.equal(draft().body, "Tous, dans l’ordre.");
});

test("when somebody was faster, nothing is lost: her text is laid beside mine, and the next try is about hers", async () => {
  book.open();
  shows(step());
  book.write(step());
  book.change(draft(), { body: "Le mien." });
  const first = draft();
  const theirs = step({ body: "Le leur.", revision: 2 });
  world.answer = (method) => (method === "PUT" ? { status: 409, body: { code: "edited-meanwhile", status: 409, theirs } } : { status: 201, body: { token: "pv_new", visitor: { id: "me", name: "H" } } });
  assert.equal(await book.send(first, where), false);
  assert.deepEqual([draft().body, draft().base, draft().theirs?.body], ["Le mien.", 2, "Le leur."]);
  assert.notEqual(draft().revision, first.revision);
});

test("unheard, it is kept and said; sent again it has the same id", async () => {
  book.open();
  shows();
  book.write(null);
  book.change(draft(), { title: "Titre", body: "Texte" });
  await book.send(draft(), where);
  assert.equal(book.failure.value?.said, fr.unreachable);
  world.answer = (_, path) => (path === "/guide/steps" ? { status: 201, body: step({ title: "Titre" }) } : "unreachable");
  assert.equal(await book.send(draft(), where), true);
  const ids = world.requests.filter(({ path }) => path === "/guide/steps").map(({ body }) => (body as { id: string }).id);
  assert.equal(new Set(ids).size, 1);
  assert.deepEqual(book.drafts.value, {});
  assert.equal(book.state.value?.steps[0]?.title, "Titre", "shown before the live channel tells of it");
});

test("leaving no trace forgets what was being written here too", async () => {
  book.open();
  shows();
  book.write(null);
  book.change(draft(), { body: "Texte" });
  model.leaveNoTrace();
  await settled();
  assert.deepEqual(book.drafts.value, {});
  assert.deepEqual(book.look.value, { name: "steps" });
});

test("a page that is left keeps its drafts: a new step is offered again where it was begun, and nowhere else", () => {
  book.open();
  shows(step());
  book.write(null);
  book.change(draft(), { title: "Timbre", body: "86 €." });
  moves("12");
  assert.deepEqual([book.look.value, book.state.value], [{ name: "steps" }, null]);
  book.write(null);
  assert.equal(book.drafts.value[(book.look.value as { draft: string }).draft]?.title, "", "another page, another step");
  moves("11");
  book.write(null);
  assert.equal(book.drafts.value[(book.look.value as { draft: string }).draft]?.body, "86 €.");
});

test("a page that is merged into another takes what is being written along", () => {
  book.open();
  shows();
  book.write(null);
  book.change(draft(), { body: "Texte" });
  const look = book.look.value;
  world.socket.says({ type: "snapshot", channel: "page:11", seq: 0, state: { page: { id: "11", key: "p", title: "" }, threads: [] } as unknown as PageState });
  world.socket.says({ type: "event", channel: "page:11", seq: 1, kind: "page.merged", data: { into: "12" } });
  world.passes(2_000); // all who look at the page ask again, each a little later than the other
  says({ type: "welcome", channel: "page:12", seq: 0, epoch: "E1" });
  assert.equal(model.pageId.value, "12");
  assert.equal(draft().body, "Texte");
  assert.deepEqual(book.look.value, look, "she goes on writing");
  book.show({ name: "steps" });
  book.write(null);
  assert.deepEqual(book.look.value, look);
});

test("what is typed while a step is being sent is kept, whatever the answer", async () => {
  book.open();
  shows(step());
  book.write(step());
  book.change(draft(), { body: "Avant." });
  const answers = [
    { status: 200, body: step({ body: "Avant.", revision: 2 }) },
    { status: 409, body: { code: "edited-meanwhile", status: 409, theirs: step({ body: "Le leur.", revision: 3 }) } },
  ];
  world.answer = (method) => (method === "PUT" ? answers.shift()! : { status: 201, body: { token: "pv_new", visitor: { id: "me", name: "H" } } });
  for (const [body, base, theirs] of [["Avant. Pendant.", 2, undefined], ["Avant. Pendant. Encore.", 3, "Le leur."]] as const) {
    const sent = draft();
    const isSent = book.send(sent, where);
    book.change(draft(), { body });
    assert.equal(await isSent, false);
    assert.deepEqual([draft().body, draft().base, draft().theirs?.body], [body, base, theirs]);
    assert.notEqual(draft().revision, sent.revision);
  }
});

test("a draft that is given up, or forgotten, while it is being sent does not come back", async () => {
  book.open();
  shows(step());
  book.write(step());
  world.answer = (method) => (method === "PUT" ? { status: 409, body: { code: "edited-meanwhile", status: 409, theirs: step({ revision: 2 }) } } : { status: 201, body: { token: "pv_new", visitor: { id: "me", name: "H" } } });
  const isSent = book.send(draft(), where);
  model.leaveNoTrace();
  await isSent;
  assert.deepEqual(book.drafts.value, {});
});

test("stored although its answer was lost, then changed by a word: what is stored is laid beside it and it can be saved", async () => {
  book.open();
  shows();
  book.write(null);
  book.change(draft(), { title: "Titre", body: "Texte" });
  await book.send(draft(), where);
  book.change(draft(), { body: "Texte changé" });
  const stored = step({ id: draft().step, title: "Titre", body: "Texte" });
  world.answer = (method, path, body) => {
    if (path === "/guide/steps") return { status: 409, body: { code: "id-taken", status: 409, detail: "Pris." } };
    if (method === "GET") return { body: { step: stored, changes: [], next: null } };
    return method === "PUT" && (body as { base: number }).base === 1 ? { body: { ...stored, body: "Texte changé", revision: 2 } } : { status: 201, body: { token: "pv_new", visitor: { id: "me", name: "H" } } };
  };
  assert.equal(await book.send(draft(), where), false);
  assert.deepEqual([draft().body, draft().base, draft().theirs?.body], ["Texte changé", 1, "Texte"]);
  assert.equal(await book.send(draft(), where), true);
  assert.deepEqual(book.drafts.value, {});
});
