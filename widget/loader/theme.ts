/** What the panel takes over from the host, so that it looks at home. Reads computed styles, never what a control holds. */

import type { Theme } from "../protocol/port.ts";
import { calmly, find, own, watch } from "./dom.ts";

const LARGEST_RADIUS = 16; // px
/** Hosts fade from one theme to the other: their colours are read when that is over. */
const FADED = 300; // ms

export const prefersDark = (): MediaQueryList => matchMedia("(prefers-color-scheme:dark)");

/** How light a computed colour is, 0…1; `null` when it is see-through. `rgb(r, g, b[, opacity])`, or `oklch(lightness …)` and its kin. */
export function lightness(color: string): number | null {
  const [first = 0, second = 0, third = 0, opacity = 1] = (color.match(/[\d.]+/g) ?? []).map(Number);
  if (opacity < 0.5) return null;
  return color.startsWith("rgb") ? (2 * first + 7 * second + third) / 2550 : first;
}

/** The ground that the page's text stands on; a page that paints none has the browser's, which follows `color-scheme`. */
function scheme({ backgroundColor, colorScheme }: CSSStyleDeclaration, body: CSSStyleDeclaration): "light" | "dark" {
  const ground = lightness(body.backgroundColor) ?? lightness(backgroundColor);
  const darkens = colorScheme.includes("dark") && (prefersDark().matches || !colorScheme.includes("light"));
  return (ground === null ? darkens : ground < 0.5) ? "dark" : "light";
}

const styleOf = (selector: string): CSSStyleDeclaration | null => {
  const found = find(selector);
  return found && getComputedStyle(found);
};

/** The main button's fill when it has one of its own (a browser's plain button is pale grey), else the colour of links. */
function accent(): string | undefined {
  const fill = styleOf("form [type=submit],form button:not([type])")?.backgroundColor;
  return fill && (lightness(fill) ?? 1) < 0.8 ? fill : styleOf("main a,form a")?.color;
}

/** @param probe an element of ours, to try colours on: a style ignores nonsense, so the dearest wish comes last. */
export function readTheme(probe: HTMLElement): Theme {
  const html = getComputedStyle(own("documentElement"));
  const body = getComputedStyle(own("body"));
  const wish = (name: string) => html.getPropertyValue(`--parvis-${name}`);
  const radius = styleOf("input:not([type=hidden],[type=radio],[type=checkbox]),button")?.borderTopLeftRadius;
  const wished = wish("scheme") as Theme["scheme"];
  for (const color of [accent(), wish("accent")]) if (color) probe.style.accentColor = color;
  return {
    font: wish("font") || body.fontFamily,
    accent: getComputedStyle(probe).accentColor,
    radius: Math.min(parseFloat(wish("radius") || radius || "8") || 0, LARGEST_RADIUS),
    scheme: ["light", "dark", "auto"].includes(wished) ? wished : scheme(html, body),
  };
}

/** Calls `changed` when the reader's preference or the host's own switch (an attribute of `<html>`) may have changed the colours. */
export function watchTheme(changed: () => void, signal: AbortSignal): void {
  const soon = calmly(changed, signal, FADED);
  // Heard after `signal` too, and come to nothing: `calmly` sees to that.
  const preference = prefersDark();
  preference.onchange = soon;
  watch(own("documentElement"), { attributes: true }, soon, signal);
}
