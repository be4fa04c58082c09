import assert from "node:assert/strict";
import { test } from "node:test";
import { isWelcome, understood } from "./port.ts";

const place = { url: "https://valombre.example/passeport", page: null, canonical: null, title: "Passeport" };
const theme = { font: "Arial", accent: "rgb(0, 0, 0)", radius: 8, scheme: "auto" };
const field = { key: "nom", label: "Nom", step: null };
const start = { type: "start", site: "demo", lang: "fr", place, theme, kept: { token: "pv_x" }, modal: false };
const GOOD = [
  start, { ...start, kept: {} }, { type: "moved", place }, { type: "themed", theme },
  { type: "shown", open: true, modal: false }, { type: "shown", open: true, modal: true, thread: "01934a00-0000-7000-8000-0000000000a1" },
  { type: "shown", open: true, modal: false, field }, { type: "form", lang: "fr", controls: [] }, { type: "form", lang: "", controls: [{ ...field, shape: "a1" }] },
  { type: "revealed", key: "nom", found: true },
];

test("every message of the protocol is understood", () => {
  for (const message of GOOD) assert.deepEqual(understood(message), message);
});

test("what is not exactly of the protocol is dropped", () => {
  const bad: unknown[] = [
    null, undefined, 3, "start", [], {}, { type: "constructor" }, { type: "toString" }, { type: "__proto__" }, { type: 3 },
    { ...start, extra: 1 }, { ...start, site: 3 }, { ...start, site: undefined }, { ...start, modal: "no" }, { ...start, kept: { cookie: "x" } },
    { ...start, kept: { token: "x".repeat(65_537) } }, { ...start, place: { ...place, value: "typed" } }, { ...start, place: [] },
    { ...start, theme: { ...theme, scheme: "sepia" } }, { ...start, theme: { ...theme, radius: -1 } }, { ...start, theme: { ...theme, radius: Number.NaN } },
    { type: "moved" }, { type: "moved", place: { ...place, url: "x".repeat(5_000) } }, { type: "shown", open: true, modal: false, thread: 3 },
    { type: "shown", open: true, modal: false, field: "nom" }, { type: "shown", open: true, modal: false, field: { ...field, value: "typed" } },
    { type: "form", lang: "fr", controls: [field] }, { type: "form", lang: "fr", controls: [{ ...field, shape: "a1", value: "typed" }] },
    { type: "form", lang: "fr", controls: Array.from({ length: 301 }, () => ({ ...field, shape: "" })) }, { type: "revealed", key: "nom", found: "yes" },
  ];
  for (const message of bad) assert.equal(understood(message), null, JSON.stringify(message));
});

test("random changes of good messages never throw, and pass only when nothing was changed", () => {
  let seed = 42;
  const random = (n: number): number => (seed = (seed * 48_271) % 2_147_483_647) % n;
  const junk = [null, 0, -1, "", "x", true, [], {}, { type: "start" }, undefined, Number.NaN, Infinity];
  for (let i = 0; i < 10_000; i++) {
    const message = structuredClone(GOOD[random(GOOD.length)]!) as Record<string, unknown>;
    const names = Object.keys(message);
    const name = random(4) === 0 ? `extra${i}` : names[random(names.length)]!;
    const before = message[name];
    message[name] = junk[random(junk.length)];
    const passed = understood(message);
    if (passed !== null) assert.ok(typeof before === typeof message[name] || message[name] === undefined, `${name}: ${String(message[name])}`);
  }
});

test("the one welcome is from our parent, with our nonce and one port", () => {
  const parent = {};
  const good = { source: parent, ports: [{}], data: { parvis: "welcome", nonce: "abc" } };
  const event = (more: object): MessageEvent => ({ ...good, ...more }) as unknown as MessageEvent;
  assert.ok(isWelcome(event({}), parent, "abc"));
  const bad = [{ source: {} }, { source: null }, { ports: [] }, { ports: [{}, {}] }, { data: null }, { data: "welcome" },
    { data: { parvis: "welcome", nonce: "abd" } }, { data: { parvis: "knock", nonce: "abc" } }];
  for (const more of bad) assert.ok(!isWelcome(event(more), parent, "abc"), JSON.stringify(more));
});
