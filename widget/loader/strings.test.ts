import assert from "node:assert/strict";
import { test } from "node:test";
import { WORDS, line, speak } from "./strings.ts";

test("the tag decides the language, else the page, else the browser, else French", () => {
  assert.equal(speak(["en", "fr", "fr-FR"]), "en");
  assert.equal(speak([undefined, "fr-CA", "en-US"]), "fr");
  assert.equal(speak([undefined, "", "EN-us", "fr"]), "en");
  assert.equal(speak([undefined, "de", "pt-BR", "en-GB"]), "en");
  assert.equal(speak(["", "de"]), "fr");
  assert.equal(speak(["frr", "en"]), "en", "North Frisian is not French");
});

test("the button says what waits, who is here, else what it is for", () => {
  const { answers, agents } = WORDS.fr;
  assert.equal(line(WORDS.fr, [12, answers], [1, agents]), "12 réponses · 1 agent en ligne");
  assert.equal(line(WORDS.fr, [1, answers], [0, agents]), "1 réponse");
  assert.equal(line(WORDS.en, [0, answers], [2, WORDS.en.agents]), "2 agents online");
  assert.equal(line(WORDS.fr, [0, answers], [0, agents]), "Questions et réponses sur cette page");
});
