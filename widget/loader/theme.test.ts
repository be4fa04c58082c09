import assert from "node:assert/strict";
import { test } from "node:test";
import { lightness } from "./theme.ts";

test("how light a computed colour is, in every form browsers give", () => {
  assert.equal(lightness("rgb(255, 255, 255)"), 1);
  assert.equal(lightness("rgb(0, 0, 0)"), 0);
  assert.equal(lightness("oklch(0.21 0.03 264)"), 0.21);
  assert.equal(lightness("oklab(0.9 0.01 -0.02)"), 0.9);
});

test("what is see-through has none", () => {
  assert.equal(lightness("rgba(0, 0, 0, 0)"), null);
  assert.equal(lightness("rgba(20, 20, 20, 0.3)"), null);
  assert.equal(lightness("oklch(0.2 0.03 264 / 0.2)"), null);
});
