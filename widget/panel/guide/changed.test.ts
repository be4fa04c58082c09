import assert from "node:assert/strict";
import { test } from "node:test";
import { changedSince } from "./changed.ts";

const field = { key: "photo", label: "Photo", step: null };
const at = (day: number): string => `2026-03-0${day}T10:00:00.000000Z`;

test("a step is of before the form changed, until somebody writes or validates it again", () => {
  const changed = { photo: at(3) };
  assert.equal(changedSince({ field, edited_at: at(2), validated: null }, changed), at(3));
  assert.equal(changedSince({ field, edited_at: at(4), validated: null }, changed), null);
  const validated = { name: "Agent Démo", service: "Service", at: at(5), source: null };
  assert.equal(changedSince({ field, edited_at: at(2), validated }, changed), null);
  assert.equal(changedSince({ field: null, edited_at: at(2), validated: null }, changed), null);
  assert.equal(changedSince({ field, edited_at: at(2), validated: null }, { nom: at(3) }), null);
});
