/** What is blurred or drawn on a picture, as rectangles in its own pixels. Pure: pointer and keyboard both end here. */

export type Kind = "blur" | "box" | "arrow";
export interface Size { width: number; height: number }
/** An arrow goes from (x, y) to (x + width, y + height), and may point anywhere; the others are the right way up. */
export interface Zone extends Size { id: number; kind: Kind; x: number; y: number; label: string }

/** The least that can be seen, taken hold of, and that hides a word. */
const LEAST = 12;
/** A key moves by this part of the picture's longest side. */
const STEP = 0.02;

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), Math.max(least, most));

/** In the middle, for those who have no pointer. */
export function centred(id: number, kind: Kind, { width, height }: Size): Zone {
  return within({ id, kind, label: "", x: width * 0.35, y: height * 0.45, width: width * 0.3, height: height * 0.1 }, { width, height });
}

/** From where the pointer went down to where it is. */
export function drawn(zone: Zone, to: { x: number; y: number }, picture: Size): Zone {
  const end = { x: clamp(to.x, 0, picture.width), y: clamp(to.y, 0, picture.height) };
  return { ...zone, width: end.x - zone.x, height: end.y - zone.y };
}

/** The right way up, whole, inside the picture, and large enough. */
export function within(zone: Zone, picture: Size): Zone {
  if (zone.kind === "arrow") {
    const x = clamp(zone.x, 0, picture.width);
    const y = clamp(zone.y, 0, picture.height);
    const tip = { x: clamp(x + zone.width, 0, picture.width), y: clamp(y + zone.height, 0, picture.height) };
    const isShort = Math.hypot(tip.x - x, tip.y - y) < LEAST;
    return { ...zone, x, y, width: isShort ? LEAST : tip.x - x, height: tip.y - y };
  }
  const width = clamp(Math.abs(zone.width), LEAST, picture.width);
  const height = clamp(Math.abs(zone.height), LEAST, picture.height);
  const left = Math.min(zone.x, zone.x + zone.width);
  const top = Math.min(zone.y, zone.y + zone.height);
  return { ...zone, width, height, x: clamp(left, 0, picture.width - width), y: clamp(top, 0, picture.height - height) };
}

/** Moved as a whole: at the edge it stops, and keeps its shape. */
export function moved(zone: Zone, by: { x: number; y: number }, picture: Size): Zone {
  const [left, right] = [Math.min(0, zone.width), Math.max(0, zone.width)];
  const [top, bottom] = [Math.min(0, zone.height), Math.max(0, zone.height)];
  return { ...zone, x: clamp(zone.x + by.x, 0 - left, picture.width - right), y: clamp(zone.y + by.y, 0 - top, picture.height - bottom) };
}

const WAYS: Record<string, { x: number; y: number }> = {
  ArrowLeft: { x: -1, y: 0 }, ArrowRight: { x: 1, y: 0 }, ArrowUp: { x: 0, y: -1 }, ArrowDown: { x: 0, y: 1 },
};

/** What an arrow key does: moves, or with Shift makes wider, narrower, higher, lower. Null: no such key. */
export function keyed(zone: Zone, key: string, isShift: boolean, picture: Size): Zone | null {
  const way = WAYS[key];
  if (!way) return null;
  const step = Math.max(1, Math.max(picture.width, picture.height) * STEP);
  const by = { x: way.x * step, y: way.y * step };
  if (!isShift) return moved(zone, by, picture);
  const { x, y } = zone;
  const sized = { ...zone, width: zone.width + by.x, height: zone.height + by.y };
  if (zone.kind === "arrow") return within(sized, picture);
  return { ...sized, width: clamp(sized.width, LEAST, picture.width - x), height: clamp(sized.height, LEAST, picture.height - y) };
}

/** The topmost zone under a point; `reach`: how far a finger may miss it. */
export function at(zones: readonly Zone[], { x, y }: { x: number; y: number }, reach: number): Zone | null {
  const holds = (zone: Zone): boolean =>
    x >= Math.min(zone.x, zone.x + zone.width) - reach && x <= Math.max(zone.x, zone.x + zone.width) + reach &&
    y >= Math.min(zone.y, zone.y + zone.height) - reach && y <= Math.max(zone.y, zone.y + zone.height) + reach;
  return [...zones].reverse().find(holds) ?? null;
}

/** Is this point on the corner by which a zone is made larger: its lower right, or an arrow's tip? */
export const isOnGrip = (zone: Zone, { x, y }: { x: number; y: number }, reach: number): boolean =>
  Math.hypot(x - zone.x - zone.width, y - zone.y - zone.height) <= reach;

/** Where it is, in hundredths of the picture: what is said to those who cannot see it. */
export function place(zone: Zone, { width, height }: Size): { left: number; top: number; wide: number; high: number } {
  const part = (value: number, whole: number): number => Math.round((100 * value) / whole);
  return {
    left: part(Math.min(zone.x, zone.x + zone.width), width), top: part(Math.min(zone.y, zone.y + zone.height), height),
    wide: part(Math.abs(zone.width), width), high: part(Math.abs(zone.height), height),
  };
}

/** What was done, so that it can be undone. Changes of the same sort that follow each other (a word, a walk of keys) are one. */
export class History {
  #past: (readonly Zone[])[] = [];
  #sort: string | null = null;

  get isEmpty(): boolean { return this.#past.length === 0; }

  note(before: readonly Zone[], sort: string): void {
    if (sort !== this.#sort) this.#past.push(before);
    this.#sort = sort;
  }

  undo(): readonly Zone[] | null {
    this.#sort = null;
    return this.#past.pop() ?? null;
  }
}
