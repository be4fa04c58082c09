import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { FakeWorld, settled } from "../../client/fake-world.ts";
import { fr } from "../../client/strings.fr.ts";
import type { ServiceMessage, Step } from "../../protocol/wire.ts";
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
