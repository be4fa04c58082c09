import assert from "node:assert/strict";
import { test } from "node:test";
import { Easel } from "./easel.ts";
import { averages } from "./paint.ts";
import { at, drawn, keyed, moved, place, within, type Zone } from "./zones.ts";

const PICTURE = { width: 1_000, height: 500 };
const zone = (more: Partial<Zone> = {}): Zone => ({ id: 1, kind: "blur", x: 100, y: 100, width: 200, height: 50, label: "", ...more });
const shape = ({ x, y, width, height }: Zone): number[] => [x, y, width, height];

test("a zone drawn in any direction ends the right way up, inside, and large enough to hold", () => {
  assert.deepEqual(shape(within(drawn(zone({ x: 300, y: 200 }), { x: 100, y: 150 }, PICTURE), PICTURE)), [100, 150, 200, 50]);
  assert.deepEqual(shape(within(drawn(zone(), { x: 5_000, y: -50 }, PICTURE), PICTURE)), [100, 0, 900, 100]);
  const [x, y, width, height] = shape(within(zone({ x: 999, y: 499, width: 0, height: 0 }), PICTURE));
  assert.ok(width! >= 12 && height! >= 12 && x! + width! <= 1_000 && y! + height! <= 500);
});

test("an arrow points where it was drawn, also up and to the left, and never vanishes", () => {
  const arrow = zone({ kind: "arrow", x: 300, y: 200, width: -100, height: -80 });
  assert.deepEqual(shape(within(arrow, PICTURE)), [300, 200, -100, -80]);
  assert.deepEqual(shape(moved(arrow, { x: -900, y: 0 }, PICTURE)), [100, 200, -100, -80]);
  assert.ok(within({ ...arrow, width: 0, height: 0 }, PICTURE).width > 0);
});

test("keys move and stretch, and stop at the edge without losing the shape", () => {
  assert.deepEqual(shape(keyed(zone(), "ArrowRight", false, PICTURE)!), [120, 100, 200, 50]);
  assert.deepEqual(shape(keyed(zone(), "ArrowDown", true, PICTURE)!), [100, 100, 200, 70]);
  assert.equal(keyed(zone(), "a", false, PICTURE), null);
  let walked = zone();
  for (let i = 0; i < 100; i++) walked = keyed(walked, "ArrowLeft", false, PICTURE)!;
  assert.deepEqual(shape(walked), [0, 100, 200, 50]);
  for (let i = 0; i < 100; i++) walked = keyed(walked, "ArrowRight", true, PICTURE)!;
  assert.deepEqual(shape(walked), [0, 100, 1_000, 50]);
  for (let i = 0; i < 100; i++) walked = keyed(walked, "ArrowUp", true, PICTURE)!;
  assert.equal(walked.height, 12);
});

test("the topmost zone under a point is taken; a place is told in hundredths", () => {
  const zones = [zone(), zone({ id: 2, x: 250 })];
  assert.deepEqual([at(zones, { x: 260, y: 120 }, 0)?.id, at(zones, { x: 110, y: 120 }, 0)?.id, at(zones, { x: 600, y: 400 }, 0)], [2, 1, null]);
  assert.deepEqual(place(zone(), PICTURE), { left: 10, top: 20, wide: 20, high: 10 });
});

test("a dozen keys, a whole drag, a whole word are each undone at once", () => {
  const easel = new Easel(PICTURE);
  const { id } = easel.add();
  const first = easel.zone(id);
  for (let i = 0; i < 12; i++) easel.press(id, "ArrowRight", false);
  const walked = easel.zone(id)!;
  for (const to of [10, 20, 30]) easel.drag(walked, "move", { x: 0, y: 0 }, { x: to, y: 0 });
  easel.release(id);
  assert.equal(easel.zone(id)!.x, walked.x + 30);
  for (const text of ["I", "Ic", "Ici"]) easel.say(id, text);
  easel.undo();
  assert.equal(easel.zone(id)!.label, "");
  easel.undo();
  assert.deepEqual(easel.zone(id), walked);
  easel.undo();
  assert.deepEqual(easel.zone(id), first);
  easel.remove(id);
  easel.undo();
  assert.deepEqual(easel.zones.value, [first]);
  easel.undo();
  assert.deepEqual([easel.zones.value, easel.canUndo.value], [[], false]);
  easel.undo();
});

test("drawing a zone by hand is one change", () => {
  const easel = new Easel(PICTURE);
  easel.tool.value = "box";
  const begun = easel.add({ x: 10, y: 10 });
  for (const to of [20, 60, 110]) easel.drag(begun, "draw", begun, { x: to, y: to });
  easel.release(begun.id);
  assert.deepEqual(shape(easel.zones.value[0]!), [10, 10, 100, 100]);
  easel.undo();
  assert.deepEqual(easel.zones.value, []);
});

test("of what is blurred, a few averages in few shades are all that is left", () => {
  const [width, height] = [40, 10];
  const data = new Uint8ClampedArray(width * height * 4).map((_, i) => (i % 4 === 3 ? 255 : Math.floor(i / 4) % 2 ? 255 : 0));
  const left = averages({ data, width, height }, { width: 4, height: 1 });
  assert.deepEqual([...left], Array.from({ length: 4 }, () => [128, 128, 128, 255]).flat());
  const other = averages({ data: data.map((v, i) => (i % 4 === 3 ? 255 : 255 - v)), width, height }, { width: 4, height: 1 });
  assert.deepEqual(other, left, "the opposite picture leaves the same");
});
