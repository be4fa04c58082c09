/** Pictures of a message on its way, in the place that they will have. After a reload their words stand for them. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { fitted } from "../../draw/pictures.tsx";
import type { Picture } from "../../protocol/wire.ts";
import { preview } from "./previews.ts";

export function Waiting({ pictures }: { pictures: readonly Picture[] }) {
  return <ul class="pictures">{pictures.map((picture) => <li key={picture.id}><Preview picture={picture} size={fitted(picture)} /></li>)}</ul>;
}

/** Drawn at the size asked for, twice as dense for sharp screens. */
export function Preview({ picture, size }: { picture: Picture; size: { width: number; height: number } }) {
  const shown = useRef<HTMLCanvasElement>(null);
  const source = preview(picture.id);
  useLayoutEffect(() => {
    const pen = shown.current?.getContext("2d");
    if (!pen || !source) return;
    pen.canvas.style.setProperty("width", `${size.width}px`);
    pen.imageSmoothingQuality = "high";
    pen.drawImage(source, 0, 0, pen.canvas.width, pen.canvas.height);
  }, [source]);
  if (!source) return <p class="quiet">{picture.alt}</p>;
  return <canvas ref={shown} role="img" aria-label={picture.alt} width={size.width * 2} height={size.height * 2} />;
}
