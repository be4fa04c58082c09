import assert from "node:assert/strict";
import { test } from "node:test";
import { isMessage, makeNonce } from "./port.ts";

test("each message of the schema is understood", () => {
  for (const message of [
    { type: "ready" },
    { type: "close" },
    { type: "keep", key: "token", value: "t" },
    { type: "keep", key: "outbox", value: "é".repeat(32_768) },
    { type: "keep", key: "outbox", value: null },
    { type: "keep", key: "forms", value: "[]" },
    { type: "reveal", key: "rows[#].iban" },
    { type: "news", unread: 0, agents: 2 },
  ]) assert.ok(isMessage(message), JSON.stringify(message));
});

test("a message that breaks the schema in one place is not", () => {
  for (const message of [
    undefined, null, 0, "ready", [], ["ready"], Symbol("ready"), new Map([["type", "ready"]]), {}, { type: "start" }, { type: ["ready"] },
    { type: "keep", key: "token" }, { type: "keep", key: "cookie", value: "x" }, { type: "keep", key: "token", value: 1 },
    { type: "keep", key: "outbox", value: "é".repeat(32_769) }, { type: "keep", key: ["token"], value: "x" },
    { type: "reveal" }, { type: "reveal", key: 3 }, { type: "reveal", key: "x".repeat(121) },
    { type: "news", unread: -1, agents: 0 }, { type: "news", unread: 0.5, agents: 0 }, { type: "news", unread: "3", agents: 0 },
    { type: "news", unread: Infinity, agents: 0 }, { type: "news", unread: 1 },
  ]) assert.equal(isMessage(message), false);
});

/** A small generator with a fixed seed: the same ten thousand messages at every run. */
function dice(seed: number): (sides: number) => number {
  return (sides) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed % sides;
  };
}

test("ten thousand random messages throw nothing, and what passes is of the schema", () => {
  const roll = dice(20_261_123);
  const atoms = [null, undefined, "", "ready", "close", "keep", "news", "reveal", "token", "outbox", 0, 1, -1, NaN, true, [], {}, "x".repeat(70_000)];
  const names = ["type", "key", "value", "unread", "agents", "__proto__", "constructor"];
  let passed = 0;
  for (let round = 0; round < 10_000; round++) {
    const message: Record<string, unknown> = {};
    names.forEach((name) => roll(2) && Object.defineProperty(message, name, { value: atoms[roll(atoms.length)], enumerable: true }));
    if (!isMessage(message)) continue;
    passed++;
    const { type, key, value, unread, agents } = message as Record<string, unknown>;
    if (type === "keep") assert.ok(["token", "outbox", "forms"].includes(key as string) && (value === null || (value as string).length <= 65_536));
    else if (type === "reveal") assert.ok((key as string).length <= 120);
    else if (type === "news") assert.ok(typeof unread === "number" && typeof agents === "number");
    else assert.ok(type === "ready" || type === "close");
  }
  assert.ok(passed > 100, "the corpus reaches the inside of the schema");
});

test("no two nonces are alike", () => {
  const nonces = new Set(Array.from({ length: 1000 }, makeNonce));
  assert.equal(nonces.size, 1000);
  for (const nonce of nonces) assert.match(nonce, /^\d+-\d+-\d+-\d+$/);
});
