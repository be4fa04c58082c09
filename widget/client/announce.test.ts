import assert from "node:assert/strict";
import { test } from "node:test";
import { Announcer } from "./announce.ts";
import { FakeWorld } from "./fake-world.ts";

test("a burst is said as one sentence, a single message in its own words", () => {
  const world = new FakeWorld();
  const said: string[] = [];
  const announcer = new Announcer(world, (text) => said.push(text));
  const many = (n: number): string => `${n} nouveaux messages`;
  for (const name of ["Pinson 18", "Mésange 7", "Merle 3"]) announcer.say({ said: `Nouveau message de ${name}.`, many });
  announcer.say({ said: "Connexion rétablie." });
  assert.deepEqual(said, []);
  world.passes(1_050);
  assert.equal(said.at(-1), "3 nouveaux messages. Connexion rétablie.");
  announcer.say({ said: "Nouveau message de Merle 3.", many });
  world.passes(1_050);
  assert.equal(said.at(-1), "Nouveau message de Merle 3.");
});

test("the same sentence twice is heard twice: the region is empty in between", () => {
  const world = new FakeWorld();
  const said: string[] = [];
  const announcer = new Announcer(world, (text) => said.push(text));
  for (const _ of [1, 2]) {
    announcer.say({ said: "Nouveau message de Merle 3." });
    world.passes(1_000);
    assert.equal(said.at(-1), "");
    world.passes(50);
  }
  assert.deepEqual(said, ["", "Nouveau message de Merle 3.", "", "Nouveau message de Merle 3."]);
});
