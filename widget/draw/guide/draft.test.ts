import assert from "node:assert/strict";
import { test } from "node:test";
import { samplePost, sampleThread } from "../../client/samples.ts";
import { draftFrom, lack, newDraft, requestOf } from "./draft.ts";

const field = { key: "photo", label: "Photo", step: null };
const where = { site: "demo", url: "https://a.example/", page: null };

test("a good answer becomes a step about what was asked, and says whose it was", () => {
  const draft = draftFrom(sampleThread({ title: "Un timbre ?", field }), samplePost({ body: "Oui." }));
  const { method, path, body } = requestOf(draft, where);
  assert.deepEqual([method, path], ["POST", "/guide/steps"]);
  assert.deepEqual([body["title"], body["body"], body["field"]], ["Un timbre ?", "Oui.", field]);
  assert.deepEqual(body["origin"], { thread: "t1", post: "p1" });
  assert.ok(!("page" in body), "what has no value is not said");
});

test("an edit names what was read, and no page", () => {
  const draft = newDraft({ step: "s1", base: 3, title: " Titre ", body: "Texte", heading: "  " });
  const { method, path, body } = requestOf(draft, where);
  assert.deepEqual([method, path], ["PUT", "/guide/steps/s1"]);
  assert.deepEqual(body, { id: draft.revision, base: 3, title: "Titre", body: "Texte", summary: "" });
});

test("what is missing is known before anything is sent", () => {
  const whole = newDraft({ title: "Titre", body: "Texte" });
  assert.equal(lack(whole), null);
  assert.equal(lack({ ...whole, body: " " }), "text");
  assert.deepEqual(lack({ ...whole, title: "x".repeat(203) }), { extra: 3 });
  assert.equal(lack({ ...whole, video: { url: "https://youtu.be/x", title: "Film", alt: " " } }), "video");
});
