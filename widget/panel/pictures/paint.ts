/**
 * From pixels to pixels. What is blurred is destroyed, not covered: a zone keeps a dozen averages at most, each of sixteen shades, so
 * that no letter or number can be found again in them. What leaves the browser is a canvas, which has pixels and nothing else.
 */
import type { Size, Zone } from "./zones.ts";

/** As the service keeps them: what is larger is made smaller here, where the photo is. */
const SIDE = 2_000;
/** Along the longest side of a zone. */
const CELLS = 4;
const SHADE = 16;
/** So that what is blurred is seen to be, on white paper too. */
const VEIL = "rgb(95 105 115 / .28)";
const MARK = "#c4122f";
/** A screenshot that weighs more than this is a photo. */
const SHARP = 4 * 1024 * 1024;

export type Pen = CanvasRenderingContext2D;

export const penOf = (canvas: HTMLCanvasElement): Pen => canvas.getContext("2d", { willReadFrequently: true })!;

export function canvasOf({ width, height }: Size): HTMLCanvasElement {
  return Object.assign(document.createElement("canvas"), { width, height });
}

/** The file's pixels, upright, on white, at most so large. Throws when it is no picture that this browser can read. */
export async function pixelsOf(file: Blob): Promise<HTMLCanvasElement> {
  const bitmap = await createImageBitmap(file);
  const pixels = smaller(bitmap, SIDE / Math.max(bitmap.width, bitmap.height));
  bitmap.close();
  return pixels;
}

/** A copy, at most as large. */
export function smaller(image: CanvasImageSource & Size, scale: number): HTMLCanvasElement {
  const part = (side: number): number => Math.max(1, Math.round(side * Math.min(1, scale)));
  const canvas = canvasOf({ width: part(image.width), height: part(image.height) });
  const pen = penOf(canvas);
  pen.imageSmoothingQuality = "high";
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** The picture with its zones, as large as `ground`, a copy of its pixels. `chosen` is framed, for the eyes of who edits alone. */
export function paint(onto: HTMLCanvasElement, ground: HTMLCanvasElement, pixels: HTMLCanvasElement, zones: readonly Zone[], chosen: number | null = null): void {
  const pen = penOf(onto);
  const scale = onto.width / pixels.width;
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.drawImage(ground, 0, 0);
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  for (const zone of zones) if (zone.kind === "blur") blur(pen, pixels, zone);
  for (const zone of zones) if (zone.kind !== "blur") mark(pen, zone, pixels);
  const framed = zones.find(({ id }) => id === chosen);
  if (framed) frame(pen, framed, pixels);
}

function blur(pen: Pen, pixels: HTMLCanvasElement, zone: Zone): void {
  const x = Math.max(0, Math.floor(Math.min(zone.x, zone.x + zone.width)));
  const y = Math.max(0, Math.floor(Math.min(zone.y, zone.y + zone.height)));
  const width = Math.min(pixels.width - x, Math.ceil(Math.abs(zone.width)) + 1);
  const height = Math.min(pixels.height - y, Math.ceil(Math.abs(zone.height)) + 1);
  if (width < 1 || height < 1) return;
  const longest = Math.max(width, height);
  const grid = { width: Math.max(1, Math.round((CELLS * width) / longest)), height: Math.max(1, Math.round((CELLS * height) / longest)) };
  const small = canvasOf(grid);
  penOf(small).putImageData(new ImageData(averages(penOf(pixels).getImageData(x, y, width, height), grid), grid.width), 0, 0);
  pen.imageSmoothingEnabled = true;
  pen.drawImage(small, x, y, width, height);
  pen.fillStyle = VEIL;
  pen.fillRect(x, y, width, height);
}

/** Each cell's mean colour, in few shades. */
export function averages({ data, width, height }: { data: Uint8ClampedArray; width: number; height: number }, grid: Size): Uint8ClampedArray<ArrayBuffer> {
  const sums = new Float64Array(grid.width * grid.height * 4);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * grid.height) / height) * grid.width;
    for (let x = 0; x < width; x++) {
      const cell = (row + Math.floor((x * grid.width) / width)) * 4;
      const from = (y * width + x) * 4;
      for (let c = 0; c < 3; c++) sums[cell + c]! += data[from + c]!;
      sums[cell + 3]! += 1;
    }
  }
  return Uint8ClampedArray.from(sums, (sum, i) => (i % 4 === 3 ? 255 : Math.round(sum / Math.max(1, sums[i - (i % 4) + 3]!) / SHADE) * SHADE));
}

/** A box or an arrow on a white edge, so that it shows on any ground, with its words beside it. */
function mark(pen: Pen, zone: Zone, picture: Size): void {
  const unit = Math.max(3, Math.max(picture.width, picture.height) / 220);
  pen.lineJoin = pen.lineCap = "round";
  for (const [colour, width] of [["#fff", unit * 2], [MARK, unit]] as const) {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.stroke(zone.kind === "box" ? boxed(zone) : pointed(zone, unit));
  }
  if (zone.label) say(pen, zone, picture, unit);
}

function boxed({ x, y, width, height }: Zone): Path2D {
  const path = new Path2D();
  path.rect(x, y, width, height);
  return path;
}

function pointed({ x, y, width, height }: Zone, unit: number): Path2D {
  const [tipX, tipY, angle] = [x + width, y + height, Math.atan2(height, width)];
  const barb = Math.min(unit * 6, Math.hypot(width, height) / 2);
  const path = new Path2D();
  path.moveTo(x, y);
  path.lineTo(tipX, tipY);
  for (const side of [-1, 1]) {
    path.moveTo(tipX, tipY);
    path.lineTo(tipX - barb * Math.cos(angle + side * 0.5), tipY - barb * Math.sin(angle + side * 0.5));
  }
  return path;
}

function say(pen: Pen, { kind, x, y, width, height, label }: Zone, picture: Size, unit: number): void {
  const size = Math.round(unit * 5.5);
  pen.font = `600 ${size}px sans-serif`;
  pen.textBaseline = "middle";
  const plate = { width: Math.min(picture.width, pen.measureText(label).width + size), height: size * 1.6 };
  const above = kind === "box" ? Math.min(y, y + height) - plate.height - unit : y - (height >= 0 ? plate.height : 0);
  const left = kind === "box" ? Math.min(x, x + width) : x - plate.width / 2;
  const at = { x: Math.min(Math.max(0, left), picture.width - plate.width), y: Math.min(Math.max(0, above), picture.height - plate.height) };
  pen.fillStyle = MARK;
  pen.fillRect(at.x, at.y, plate.width, plate.height);
  pen.fillStyle = "#fff";
  pen.fillText(label, at.x + size / 2, at.y + plate.height / 2, plate.width - size);
}

/** Two rings, so that one of them shows on any ground, and the grip by which it grows. */
function frame(pen: Pen, zone: Zone, picture: Size): void {
  const unit = Math.max(2, Math.max(picture.width, picture.height) / 400);
  const grip = unit * 5;
  for (const [colour, width] of [["#fff", unit * 2], ["#111", unit]] as const) {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.setLineDash(colour === "#111" ? [unit * 4, unit * 3] : []);
    pen.stroke(boxed(zone));
  }
  pen.setLineDash([]);
  pen.fillStyle = "#fff";
  pen.fillRect(zone.x + zone.width - grip / 2, zone.y + zone.height - grip / 2, grip, grip);
  pen.strokeRect(zone.x + zone.width - grip / 2, zone.y + zone.height - grip / 2, grip, grip);
}

/** The file to send. A screenshot stays sharp; a photo weighs less. */
export async function written(pixels: HTMLCanvasElement, zones: readonly Zone[], isPhoto: boolean): Promise<{ file: Blob; canvas: HTMLCanvasElement }> {
  const canvas = canvasOf(pixels);
  paint(canvas, pixels, pixels, zones);
  const as = (type: string): Promise<Blob> => new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error(type))), type, 0.9));
  const sharp = isPhoto ? null : await as("image/png");
  return { file: sharp && sharp.size <= SHARP ? sharp : await as("image/jpeg"), canvas };
}
