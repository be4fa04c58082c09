import assert from "node:assert/strict";
import { test } from "node:test";
import { fit, fitted, parseColour, ratio, toHex, type Colour } from "./theme.ts";

const HOSTS = ["#0e5a6b", "#000000", "#ffffff", "#ffd500", "#e1000f", "#9be7a8", "#6a4cff", "#777777", "#f5a9c8"];
const hex = (text: string): Colour => parseColour(text)!;

for (const scheme of ["light", "dark"] as const) {
  test(`any accent of a host can be read on the ${scheme} panel`, () => {
    const [surface, sunken] = scheme === "light" ? [hex("#ffffff"), hex("#f6f5f2")] : [hex("#181c1f"), hex("#101315")];
    for (const host of HOSTS) {
      const { accent, onAccent, soft } = fitted(hex(host), scheme);
      const drawn = hex(toHex(accent));
      for (const ground of [surface, sunken, hex(toHex(soft))]) assert.ok(ratio(drawn, ground) >= 4.5, `${host} on ${toHex(ground)}`);
      assert.ok(ratio(onAccent, drawn) >= 4.5, `words on ${host}`);
    }
  });
}

test("an accent that can be read already is left alone, another keeps its hue", () => {
  assert.equal(toHex(fit(hex("#0e5a6b"), [hex("#ffffff")])), "#0e5a6b");
  assert.equal(toHex(fit(hex("#ffd500"), [hex("#ffffff")])).slice(5), "00", "still a yellow, only darker");
});

test("colours are read as browsers compute them; what is see-through or unknown is not one", () => {
  assert.deepEqual(["rgb(14, 90, 107)", "rgba(14, 90, 107, 1)", "#0e5a6b", "color(srgb 0.0549 0.3529 0.4196)"].map((c) => toHex(hex(c))),
    Array(4).fill("#0e5a6b"));
  for (const text of ["rgba(0, 0, 0, 0)", "transparent", "oklch(0.5 0.1 200)", "", "rgb(1,2)", "url(x)"]) assert.equal(parseColour(text), null, text);
});
