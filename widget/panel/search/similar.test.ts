import assert from "node:assert/strict";
import { test } from "node:test";
import { Similar, type Found } from "./similar.ts";

/** A clock that is moved by hand, and requests that are answered by hand. */
function bench() {
  let due: (() => void) | null = null;
  const asked: string[] = [];
  const answers: ((found: Found[]) => void)[] = [];
  const look = (text: string): Promise<Found[]> => { asked.push(text); return new Promise((answer) => answers.push(answer)); };
  const similar = new Similar(look, { after: (_, then) => { due = then; return () => { due = null; }; } });
  const rest = (): void => { const then = due; due = null; then?.(); };
  const answer = async (): Promise<void> => { answers.shift()!([]); await new Promise((then) => { setTimeout(then); }); };
  return { similar, asked, rest, answer };
}

test("from three letters, when the typing rests", () => {
  const { similar, asked, rest } = bench();
  for (const text of ["p", "ph"]) { similar.type(text); rest(); }
  for (const text of ["pho", "phot", "photo"]) similar.type(text);
  assert.deepEqual(asked, []);
  rest();
  assert.deepEqual(asked, ["photo"]);
});

test("one request in flight, then the last that was typed", async () => {
  const { similar, asked, rest, answer } = bench();
  for (const text of ["photo", "photo r", "photo refusée"]) { similar.type(text); rest(); }
  assert.deepEqual(asked, ["photo"]);
  await answer();
  rest();
  assert.deepEqual(asked, ["photo", "photo refusée"]);
});
