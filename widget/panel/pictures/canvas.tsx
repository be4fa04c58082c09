/** The picture under one's hand: the pointer draws, moves and stretches zones. The keyboard has the list beside it (zone-list.tsx). */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Easel } from "./easel.ts";
import { paint, smaller } from "./paint.ts";
import { at, isOnGrip, type Zone } from "./zones.ts";

interface Hold { zone: Zone; what: "draw" | "move" | "stretch"; from: { x: number; y: number } }
/** CSS pixels by which a finger may miss. */
const REACH = 14;
/** Of the window's height; the style sheet of the editor says the same. */
const HIGHEST = 0.42;

export function Canvas({ easel, pixels, name }: { easel: Easel; pixels: HTMLCanvasElement; name: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const hold = useRef<Hold | null>(null);
  const zones = easel.zones.value;
  const chosen = easel.chosen.value;
  const ground = useRef<HTMLCanvasElement | null>(null);
  useLayoutEffect(() => {
    const { clientWidth } = canvas.current!.parentElement!;
    ground.current = smaller(pixels, devicePixelRatio * Math.min(clientWidth / pixels.width, (HIGHEST * innerHeight) / pixels.height));
    Object.assign(canvas.current!, { width: ground.current.width, height: ground.current.height });
  }, []);
  useEffect(() => {
    // The editor may be left in the frame in which this is asked.
    const frame = requestAnimationFrame(() => canvas.current && paint(canvas.current, ground.current!, pixels, zones, chosen));
    return () => cancelAnimationFrame(frame);
  }, [zones, chosen]);

  const spot = ({ clientX, clientY }: PointerEvent): { x: number; y: number; reach: number } => {
    const shown = canvas.current!.getBoundingClientRect();
    const scale = pixels.width / shown.width;
    return { x: (clientX - shown.left) * scale, y: (clientY - shown.top) * scale, reach: REACH * scale };
  };
  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const from = spot(event);
    canvas.current!.setPointerCapture(event.pointerId);
    const inHand = easel.zone(easel.chosen.value ?? 0);
    const under = at(easel.zones.value, from, 0);
    const zone = inHand && isOnGrip(inHand, from, from.reach) ? inHand : under;
    if (zone) easel.chosen.value = zone.id;
    hold.current = zone
      ? { zone, what: zone === inHand && isOnGrip(zone, from, from.reach) ? "stretch" : "move", from }
      : { zone: easel.add(from), what: "draw", from };
  };
  const move = (event: PointerEvent): void => {
    if (hold.current) easel.drag(hold.current.zone, hold.current.what, hold.current.from, spot(event));
  };
  const up = (): void => {
    if (hold.current) easel.release(hold.current.zone.id);
    hold.current = null;
  };
  return (
    <div class="ground">
      <canvas ref={canvas} role="img" aria-label={name}
        onPointerDown={down} onPointerMove={move} onPointerUp={up} onPointerCancel={up} />
    </div>
  );
}
