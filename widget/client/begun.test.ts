import assert from "node:assert/strict";
import { effect } from "@preact/signals";
import { test } from "node:test";
import { Begun } from "./begun.ts";

test("what was begun outlives its view, until it is sent, given up or forgotten", () => {
  const begun = new Begun();
  assert.equal(begun.read("edit-p1", "Tel quel."), "Tel quel.");
  begun.write("edit-p1", "");
  begun.write("edit-p2", "Changé.");
  assert.deepEqual([begun.read("edit-p1", "Tel quel."), begun.read("edit-p2", "")], ["", "Changé."], "emptied by hand is a change too");
  begun.drop("edit-p1");
  assert.deepEqual([begun.read("edit-p1", "Tel quel."), begun.read("edit-p2", "")], ["Tel quel.", "Changé."]);
  begun.forget();
  assert.equal(begun.read("edit-p2", "Tel quel."), "Tel quel.");
});

test("a view that reads it is drawn anew when it changes", () => {
  const begun = new Begun();
  const drawn: string[] = [];
  effect(() => { drawn.push(begun.read("note", "")); });
  begun.write("note", "a");
  begun.drop("note");
  assert.deepEqual(drawn, ["", "a", ""]);
});
