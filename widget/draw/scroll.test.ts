import assert from "node:assert/strict";
import { test } from "node:test";
import { isAtEnd, lineToHold, scrollAfter } from "./scroll.ts";

test("at the end, the end is followed", () => {
  const window = { top: 580, height: 400, content: 1_300 };
  assert.equal(scrollAfter(window, true, 10, 10), 900);
});

test("further up, the line that is read stays where it is, whatever came above or below", () => {
  const window = { top: 580, height: 400, content: 1_300 };
  assert.equal(scrollAfter(window, false, 30, 30), 580, "something came below");
  assert.equal(scrollAfter(window, false, 30, 150), 700, "120 px came above");
  assert.equal(scrollAfter(window, false, 30, 10), 560, "20 px above went away");
});

test("the end is the end within half a line, but not for a reader who has not scrolled", () => {
  assert.ok(isAtEnd({ top: 880, height: 400, content: 1_300 }));
  assert.ok(!isAtEnd({ top: 870, height: 400, content: 1_300 }));
  assert.ok(isAtEnd({ top: 0, height: 400, content: 400 }), "nothing to scroll");
  assert.ok(!isAtEnd({ top: 0, height: 400, content: 410 }));
});

test("the line held is the first that begins inside the window, else the one that fills it", () => {
  const tops = [-300, -120, 40, 200];
  assert.equal(lineToHold(4, (i) => tops[i]!, 400), 2);
  assert.equal(lineToHold(2, (i) => [-300, 900][i]!, 400), 0);
  assert.equal(lineToHold(4, (i) => tops[i]! - 500, 400), 3);
  assert.equal(lineToHold(0, () => 0, 400), -1);
});
