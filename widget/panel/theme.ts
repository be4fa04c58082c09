/**
 * The host's colours, font and radius, made readable. `fit` keeps the accent's hue and moves its lightness away from the grounds
 * until every pair reaches 4.5:1 (WCAG 2.2, 1.4.3). A host colour is never trusted unmeasured.
 */
import type { Theme } from "../protocol/port.ts";

/** Red, green, blue from 0 to 1. */
export type Colour = readonly [number, number, number];

const GROUNDS = {
  light: { surface: hex("#ffffff"), sunken: hex("#f6f5f2"), soft: .08, line: .3 },
  dark: { surface: hex("#181c1f"), sunken: hex("#101315"), soft: .12, line: .35 },
};
const INKS = [hex("#ffffff"), hex("#06222a")] as const;
/** Text on its ground: 4.5 by WCAG 2.2 AA, and a little for the rounding to eight bits and the tint that follows the accent. */
const GOAL = 4.6;
const RADIUS_MAX = 16;

export interface Accent { accent: Colour; onAccent: Colour; soft: Colour; line: Colour }

/** The accent and its three companions on the light or the dark panel. */
export function fitted(host: Colour, scheme: "light" | "dark"): Accent {
  const { surface, sunken, soft, line } = GROUNDS[scheme];
  const readable = fit(host, [surface, sunken]);
  const ground = mix(readable, surface, soft);
  const accent = fit(readable, [surface, sunken, ground]);
  return {
    accent,
    onAccent: ratio(INKS[0], accent) >= ratio(INKS[1], accent) ? INKS[0] : INKS[1],
    soft: mix(accent, surface, soft),
    line: mix(accent, surface, line),
  };
}

/** The same hue, its lightness moved by hundredths until it stands out from each of the grounds. */
export function fit(colour: Colour, grounds: readonly Colour[]): Colour {
  let [h, s, l] = toHsl(colour);
  const step = luminance(grounds[0]!) > .18 ? -.01 : .01;
  while (Math.min(...grounds.map((ground) => ratio(toRgb(h, s, l), ground))) < GOAL && l + step >= 0 && l + step <= 1) l += step;
  return toRgb(h, s, l);
}

export function ratio(a: Colour, b: Colour): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + .05) / (low + .05);
}

function luminance(colour: Colour): number {
  const [r, g, b] = colour.map((x) => (x <= .04045 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4)) as [number, number, number];
  return .2126 * r + .7152 * g + .0722 * b;
}

const mix = (a: Colour, b: Colour, part: number): Colour => [0, 1, 2].map((i) => a[i]! * part + b[i]! * (1 - part)) as unknown as Colour;

export function toHex(colour: Colour): string {
  return `#${colour.map((x) => Math.round(Math.min(1, Math.max(0, x)) * 255).toString(16).padStart(2, "0")).join("")}`;
}

function hex(text: string): Colour {
  return [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16) / 255) as unknown as Colour;
}

/** A computed colour ("#0e5a6b", "rgb(14, 90, 107)", "color(srgb .05 .35 .42)"), or null for what is see-through or unknown. */
export function parseColour(text: string): Colour | null {
  if (/^#[0-9a-f]{6}$/i.test(text)) return hex(text);
  const [, space = "", inside = ""] = /^(rgba?|color)\(([^)]*)\)$/i.exec(text.trim()) ?? [];
  const parts = inside.replace(/^srgb\s/i, "").split(/[\s,/]+/).filter(Boolean).map(Number);
  if (!space || parts.length < 3 || parts.some(Number.isNaN) || (parts[3] ?? 1) < .5) return null;
  return parts.slice(0, 3).map((x) => Math.min(1, Math.max(0, space === "color" ? x : x / 255))) as unknown as Colour;
}

function toHsl([r, g, b]: Colour): [number, number, number] {
  const high = Math.max(r, g, b), low = Math.min(r, g, b), spread = high - low, l = (high + low) / 2;
  if (spread === 0) return [0, 0, l];
  const s = spread / (1 - Math.abs(2 * l - 1));
  const h = high === r ? ((g - b) / spread + 6) % 6 : high === g ? (b - r) / spread + 2 : (r - g) / spread + 4;
  return [h, s, l];
}

function toRgb(h: number, s: number, l: number): Colour {
  const chroma = s * Math.min(l, 1 - l);
  const at = (n: number): number => {
    const k = (n + h * 2) % 12;
    return l - chroma * Math.max(-1, Math.min(k - 3, 9 - k, 1));
  };
  return [at(0), at(8), at(4)];
}

/** Dresses the document, and again whenever the system's scheme changes. The answer undoes that listening. */
export function wear(theme: Theme): () => void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const dress = (): void => {
    const scheme = theme.scheme === "auto" ? (dark.matches ? "dark" : "light") : theme.scheme;
    const { dataset, style } = document.documentElement;
    dataset["scheme"] = scheme;
    const host = parseColour(theme.accent);
    const set = (name: string, value: string): void => style.setProperty(name, value);
    if (host) {
      const { accent, onAccent, soft, line } = fitted(host, scheme);
      set("--accent", toHex(accent));
      set("--on-accent", toHex(onAccent));
      set("--accent-soft", toHex(soft));
      set("--accent-line", toHex(line));
    }
    if (theme.font) set("--parvis-font", theme.font);
    set("--parvis-radius", `${Math.min(RADIUS_MAX, theme.radius)}px`);
  };
  dress();
  dark.addEventListener("change", dress);
  return () => dark.removeEventListener("change", dress);
}
