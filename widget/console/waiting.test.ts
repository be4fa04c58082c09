import assert from "node:assert/strict";
import { test } from "node:test";
import { waited } from "./waiting.ts";

const SINCE = "2026-11-23T10:00:00.000000Z";
const after = (minutes: number): number => Date.parse(SINCE) + minutes * 60_000;

/** The same table as in tests/web/test_waited.py. */
test("a wait is said in minutes, then in hours and minutes, then in days and hours", () => {
  const said = [0, 1, 59, 60, 265, 1_439, 1_440, 3_060].map((minutes) => waited(SINCE, after(minutes), "fr").replaceAll("\u202f", " "));
  assert.deepEqual(said, ["moins d’une min", "1 min", "59 min", "1 h 00", "4 h 25", "23 h 59", "1 j 0 h", "2 j 3 h"]);
  assert.deepEqual([0, 3_060].map((minutes) => waited(SINCE, after(minutes), "en").replaceAll("\u202f", " ")), ["under a min", "2 d 3 h"]);
});

test("a clock that is behind the service's says no negative wait", () => {
  assert.equal(waited(SINCE, after(-5), "fr"), "moins d’une min");
});
