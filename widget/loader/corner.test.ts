import assert from "node:assert/strict";
import { test } from "node:test";
import { lowestFree, touched, type Box } from "./corner.ts";

const box = (left: number, top: number, width: number, height: number): Box => ({ left, top, right: left + width, bottom: top + height });
const corner = box(180, 580, 124, 44);

test("an empty corner is taken as it is", () => {
  assert.deepEqual(lowestFree(corner, 16, []), corner);
});

test("what is elsewhere, or not drawn, is in nobody's way", () => {
  assert.deepEqual(touched(corner, [box(0, 580, 172, 44), box(180, 500, 124, 72), box(200, 590, 0, 0)]), []);
});

test("the button goes straight above the control, with air between", () => {
  const control = box(16, 600, 288, 40);
  const place = lowestFree(corner, 16, [control])!;
  assert.equal(place.bottom, 592);
  assert.equal(place.bottom - place.top, 44);
  assert.deepEqual(touched(place, [control]), []);
});

test("it climbs over a stack of controls until there is room between two", () => {
  const stack = [0, 1, 2].map((row) => box(16, 600 - row * 50, 288, 40));
  const place = lowestFree(corner, 16, [...stack, box(16, 380, 288, 40)])!;
  assert.equal(place.bottom, 492);
});

test("no room below the ceiling is said, not guessed", () => {
  assert.equal(lowestFree(corner, 320, [box(16, 300, 288, 340)]), null);
});
