/** The pictures of a message, at the size they will have before they are there, so that nothing jumps. Chosen, one opens in full. */
import type { Words } from "../client/strings.ts";
import type { Picture } from "../protocol/wire.ts";

/** The service's pages without script draw the same: `web/drawing.py`. */
const SHOWN = { width: 480, height: 280 };

export function Pictures({ pictures, words }: { pictures: readonly Picture[]; words: Words }) {
  if (pictures.length === 0) return null;
  return (
    <ul class="pictures">
      {pictures.map((picture) => (
        <li key={picture.id}>
          <a href={`/i/${picture.id}`} target="_blank" rel="noopener">
            <img src={`/i/${picture.id}`} alt={picture.alt} {...fitted(picture)} decoding="async" />
            <span class="sr">{words.fullSize}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

export function fitted({ width, height }: { width: number; height: number }): { width: number; height: number } {
  const scale = Math.min(1, SHOWN.width / width, SHOWN.height / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
