import assert from "node:assert/strict";
import { test } from "node:test";
import { keepsakes } from "./keepsake.ts";

/** A storage that counts every touch, and refuses writing when it is full. */
function lend(stored: Record<string, string> = {}, full = false) {
  const seen = { stored, touches: 0, full };
  const localStorage = {
    getItem: (name: string) => (seen.touches++, seen.stored[name] ?? null),
    removeItem: (name: string) => (seen.touches++, delete seen.stored[name]),
    setItem: (name: string, text: string) => {
      seen.touches++;
      if (seen.full) throw new Error("QuotaExceededError");
      seen.stored[name] = text;
    },
  };
  Object.assign(globalThis, { localStorage });
  return seen;
}

test("nothing is touched before it is asked for, and reading writes nothing", () => {
  const seen = lend();
  const { read } = keepsakes("demo");
  assert.equal(seen.touches, 0);
  assert.deepEqual(JSON.stringify(read()), "{}");
  assert.deepEqual(seen.stored, {});
});

test("what is kept comes back, and what is forgotten leaves no trace", () => {
  const seen = lend();
  const { read, keep } = keepsakes("demo");
  keep("token", "t");
  keep("outbox", "o");
  assert.deepEqual(read(), { token: "t", outbox: "o", forms: undefined });
  keep("token", null);
  assert.equal(seen.stored["parvis:demo"], '{"outbox":"o"}');
  keep("outbox", null);
  assert.deepEqual(seen.stored, {});
});

test("another tab's keepsake is not overwritten", () => {
  const seen = lend();
  const { keep } = keepsakes("demo");
  seen.stored["parvis:demo"] = '{"token":"theirs"}';
  keep("outbox", "ours");
  assert.deepEqual(JSON.parse(seen.stored["parvis:demo"]!), { token: "theirs", outbox: "ours" });
});

test("only our own keys go to the panel", () => {
  lend({ "parvis:demo": '{"token":"t","other":1}' });
  assert.deepEqual(Object.keys(keepsakes("demo").read()), ["token", "outbox", "forms"]);
});

test("once there is room again nothing of what was kept in memory comes back, and what is forgotten goes even when there is none", () => {
  const seen = lend();
  const { read, keep } = keepsakes("demo");
  keep("token", "t");
  seen.full = true;
  keep("outbox", "a long text");
  assert.equal(read().outbox, "a long text");
  seen.full = false;
  keep("outbox", null);
  keep("token", null);
  assert.deepEqual(seen.stored, {});
  keep("token", "t");
  seen.full = true;
  keep("token", null);
  keep("forms", "f");
  assert.deepEqual(seen.stored, {});
});

test("storage that is full, spoilt or forbidden is replaced by memory", () => {
  for (const stored of [{}, { "parvis:demo": "spoilt" }] as Record<string, string>[]) {
    lend(stored, true);
    const { read, keep } = keepsakes("demo");
    keep("token", "t");
    keep("outbox", "o");
    keep("token", null);
    assert.equal(JSON.stringify(read()), '{"outbox":"o"}');
  }
  Object.defineProperty(globalThis, "localStorage", { configurable: true, get: () => { throw new Error("SecurityError"); } });
  const { read, keep } = keepsakes("demo");
  keep("token", "t");
  assert.equal(read().token, "t");
});
