import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { FakeWorld, settled } from "../client/fake-world.ts";
import { sampleThread } from "../client/samples.ts";
import { fr } from "../client/strings.fr.ts";
import type { LoaderToPanel, PanelToLoader } from "../protocol/port.ts";
import { Model } from "./model.ts";

const CALM = 2_000;
const theme = { font: "", accent: "", radius: 8, scheme: "auto" as const };

let pages = 10;
let world: FakeWorld;
let model: Model;
let told: PanelToLoader[];

/** A page of its own for each test: what was refused stays refused for the session. */
beforeEach(() => {
  [world, told] = [new FakeWorld(), []];
  const id = String(++pages);
  const place = { url: `https://valombre.example/${id}`, page: null, canonical: null, title: "" };
  const start: LoaderToPanel & { type: "start" } = { type: "start", site: "demo", lang: "fr", place, theme, kept: {}, modal: false };
  model = new Model(start, { origin: "https://parvis.example", words: fr, send: (message) => told.push(message), world });
  model.start();
  const state = { page: { id, key: "k", title: "" }, threads: [sampleThread({ id: "t1", page: id })], total: 1, pinned: [], changed: {}, officehours: [] };
  world.socket.opens().says({ type: "welcome", channel: `page:${id}`, seq: 1, epoch: "E1" }, { type: "snapshot", channel: `page:${id}`, seq: 1, state });
});

const form = (lang: string, key = "nir"): void => model.hear({ type: "form", lang, controls: [{ key, label: "Numéro", step: null, shape: "" }] });
const reports = (): unknown[] => world.requests.filter(({ path }) => path === "/forms").map(({ body }) => (body as { lang: string }).lang);
/** Somebody wrote in a thread of the page. */
const counted = (posts: number): void => void world.socket.says({ type: "hint", channel: `page:${pages}`, kind: "counters", data: { threads: { t1: { posts } } } } as never);

async function afterCalm(): Promise<void> {
  world.passes(CALM);
  await settled();
  await settled();
}

test("a report that the service refuses is not made again, whatever happens on the page", async () => {
  world.answer = (_, path) => (path === "/forms" ? { status: 422, body: { code: "bad-shape", title: "", detail: "", status: 422 } } : "unreachable");
  form("fr");
  await afterCalm();
  assert.deepEqual(reports(), ["fr"]);
  for (const posts of [2, 3, 4]) {
    counted(posts);
    await afterCalm();
  }
  form("fr", "iban");
  await afterCalm();
  assert.deepEqual(reports(), ["fr"]);
});

test("without the network it is made again with the next form, and not at each message of others", async () => {
  form("fr");
  await afterCalm();
  for (const posts of [2, 3, 4]) {
    counted(posts);
    await afterCalm();
  }
  assert.deepEqual(reports(), ["fr"]);
  form("fr", "iban");
  await afterCalm();
  assert.deepEqual(reports(), ["fr", "fr"]);
});

test("a language written as programmers write it is told as the web writes it", async () => {
  form("fr_FR");
  await afterCalm();
  assert.deepEqual(reports(), ["fr-FR"]);
});
