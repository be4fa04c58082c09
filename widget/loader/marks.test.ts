import assert from "node:assert/strict";
import { test } from "node:test";
import { besides } from "./marks.ts";

const box = (left: number, top: number, width: number, height: number) => ({ left, top, right: left + width, bottom: top + height });
const words = box(100, 100, 80, 18);
const place = (obstacles: object[], ends = [words], isRtl = false) => besides(ends, 90, 24, isRtl, 400, obstacles as never);

test("a mark stands after the words, at their height", () => {
  assert.deepEqual(place([]), box(188, 97, 90, 24));
  assert.deepEqual(place([], [words], true), box(2, 97, 90, 24));
});

test("a control close beneath lifts it a little", () => {
  const found = place([box(100, 119, 200, 40)])!;
  assert.equal(found.bottom, 117);
});

test("where the control stands on the same line, the mark stands after the control", () => {
  const control = box(184, 96, 100, 26);
  assert.deepEqual(place([control], [words, control]), box(292, 97, 90, 24));
});

test("no free place is said, not guessed", () => {
  assert.equal(place([box(0, 0, 400, 400)]), undefined);
  assert.equal(place([], [box(330, 100, 60, 18)]), undefined, "it would widen the page");
  assert.equal(place([], [box(40, 100, 60, 18)], true), undefined);
});
