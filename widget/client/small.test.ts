import assert from "node:assert/strict";
import { test } from "node:test";
import { backoff } from "./backoff.ts";
import { uuidv7 } from "./ids.ts";
import { proposeName } from "./names.ts";
import { en } from "./strings.en.ts";
import { fr } from "./strings.fr.ts";
import { saidIn as console_ } from "../console/strings.ts";
import { toldIn as pages } from "../console/pages/strings.ts";
import { toldIn as guide } from "../draw/guide/strings.ts";
import { toldIn as followed } from "../panel/followed/strings.ts";
import { toldIn as people } from "../panel/people/strings.ts";
import { saidIn as pictures } from "../panel/pictures/strings.ts";
import { saidIn as search } from "../panel/search/strings.ts";
import { toldIn as testimonies } from "../panel/testimonies/strings.ts";
import { nearestLang } from "./strings.ts";
import { ago, clock, moment } from "./time.ts";

test("an id is a UUIDv7 that carries its millisecond", () => {
  const id = uuidv7(0x0192_3456_789a, new Uint8Array(16).fill(0xff));
  assert.equal(id, "01923456-789a-7fff-bfff-ffffffffffff");
});

test("ids sort by the time they were made", () => {
  const ids = [1, 2, 2 ** 33, 2 ** 41].map((ms) => uuidv7(ms));
  assert.deepEqual([...ids].sort(), ids);
  assert.equal(new Set(Array.from({ length: 500 }, () => uuidv7(1))).size, 500);
});

test("the wait doubles from half a second up to thirty, with full jitter", () => {
  assert.deepEqual([0, 1, 2, 5, 6, 60].map((tries) => backoff(tries, 0.9999)), [499, 999, 1999, 15998, 29997, 29997]);
  assert.equal(backoff(6, 0), 0);
});

test("a pseudonym is a bird and a number from 2 to 99", () => {
  assert.equal(proposeName(fr, () => 0), "Alouette 2");
  assert.equal(proposeName(fr, () => 0.9999), "Verdier 99");
  assert.equal(new Set(fr.birds).size, fr.birds.length);
  for (const bird of [...fr.birds, ...en.birds]) assert.match(bird, /^\p{Lu}\p{Ll}+$/u);
});

test("the nearest language is spoken, French otherwise", () => {
  assert.deepEqual(["fr", "fr-CA", "en", "en-GB", "EN-us", "de", ""].map(nearestLang), ["fr", "fr", "en", "en", "en", "fr", "fr"]);
});

/** Each sentence of a language; functions are asked with 0, 1 and 2. */
const sentences = (words: object): string[] => Object.values(words).flatMap((value: unknown): string[] =>
  typeof value === "string" ? [value]
  : typeof value === "function" ? [0, 1, 2].map((n) => (value as (...said: unknown[]) => string)(n, {}))
  : sentences(value as object));

const everywhere = [fr, console_("fr"), pages("fr"), guide("fr"), followed("fr"), people("fr"), pictures("fr"), search("fr"), testimonies("fr")];

test("French typography: spaces before double punctuation do not break, apostrophes are curly, nothing shouts", () => {
  for (const sentence of everywhere.flatMap(sentences)) {
    assert.doesNotMatch(sentence, /[^\u202f][?!;»]/u, sentence);
    assert.doesNotMatch(sentence, /[^\u00a0]:/u, sentence);
    assert.doesNotMatch(sentence, /['!]|\.\.\.|Oups/u, sentence);
  }
});

test("numbers agree with their nouns", () => {
  assert.deepEqual([0, 1, 2].map(fr.replies), ["0\u00a0réponse", "1\u00a0réponse", "2\u00a0réponses"]);
  assert.deepEqual([0, 1, 2].map(en.replies), ["0\u00a0replies", "1\u00a0reply", "2\u00a0replies"]);
});

const NOW = new Date(2026, 10, 23, 14, 20).getTime(); // a Monday
const before = (ms: number): string => new Date(NOW - ms).toISOString();
const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;

test("how long ago, as people say it", () => {
  const said = (ms: number): string => ago(before(ms), NOW, "fr").replaceAll("\u00a0", " ");
  assert.deepEqual([10_000, 12 * MINUTE, 2 * HOUR, DAY, 3 * DAY, 7 * DAY, 400 * DAY].map(said),
    ["à l’instant", "il y a 12 min", "il y a 2 h", "hier", "vendredi", "16 novembre", "19 octobre 2025"]);
  assert.equal(ago(before(-5 * MINUTE), NOW, "fr"), "à l’instant", "a clock that is late says nothing absurd");
});

test("the moment of a message, with its day when it is not today", () => {
  const said = (ms: number): string => moment(before(ms), NOW, "fr").replaceAll("\u00a0", " ");
  assert.deepEqual([0, DAY, 3 * DAY, 30 * DAY].map(said), ["14 h 20", "hier à 14 h 20", "vendredi à 14 h 20", "24 octobre à 14 h 20"]);
  assert.equal(clock(new Date(2026, 10, 23, 0, 5).toISOString(), "en").replaceAll("\u00a0", " "), "12:05 am");
});
