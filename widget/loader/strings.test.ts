import assert from "node:assert/strict";
import { test } from "node:test";
import { WORDS, news, speak } from "./strings.ts";

test("the tag decides the language, else the page, else the browser, else French", () => {
  assert.equal(speak(["en", "fr", "fr-FR"]), "en");
  assert.equal(speak([undefined, "fr-CA", "en-US"]), "fr");
  assert.equal(speak([undefined, "", "EN-us", "fr"]), "en");
  assert.equal(speak([undefined, "de", "pt-BR", "en-GB"]), "en");
  assert.equal(speak(["", "de"]), "fr");
  assert.equal(speak(["frr", "en"]), "en", "North Frisian is not French");
});

test("the button says what waits, who is here, else what it is for", () => {
  assert.equal(news(WORDS.fr, 3, 1), "3 nouveaux messages · 1 agent en ligne");
  assert.equal(news(WORDS.fr, 1, 0), "1 nouveau message");
  assert.equal(news(WORDS.en, 0, 2), "2 agents online");
  assert.equal(news(WORDS.fr, 0, 0), "Questions et réponses sur cette page");
});
