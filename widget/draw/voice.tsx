/** Who speaks: a word, a shape, a place; colour comes last. Word and shape come from the service's `voice` and `service` alone. */
import type { ComponentChildren } from "preact";
import type { Words } from "../client/strings.ts";
import type { Author } from "../protocol/wire.ts";

/** "Citoyen", "Professionnel · photographe", "Agent · Service des passeports". */
export function voiceOf(author: Author, words: Words): string {
  const word = words.voice[author.voice] ?? words.voice.citizen;
  return (author.voice === "agent" || author.voice === "professional") && author.service ? `${word} · ${author.service}` : word;
}

/** Circle, double circle, square, filled shield. */
export function Mark({ author }: { author: Author }) {
  if (author.voice === "agent") return <Shield />;
  return <span class={`mark ${author.voice}`} aria-hidden="true">{initials(author)}</span>;
}

function Shield() {
  return (
    <svg class="mark agent" viewBox="0 0 32 32" aria-hidden="true">
      <path class="fill" d="M16 2 28 6.5V16c0 7-5 12-12 14C9 28 4 23 4 16V6.5z" />
      <path class="tick" d="m10.5 16 4 4 7.5-8.5" />
    </svg>
  );
}

/** One letter, or two for a professional's office. By code points: half a letter is not a letter. */
function initials({ name, voice }: Author): string {
  const words = name.split(/\s+/).filter((word) => /\p{L}/u.test(word));
  return words.slice(0, voice === "professional" ? 2 : 1).map((word) => [...word][0]!.toLocaleUpperCase()).join("");
}

/** The line above a message: mark, name (where one can ask who it is, a button), and beneath it what is said about both. */
interface WhoProps { author: Author; name?: string; id?: string; onChoose?: (author: Author) => void; children?: ComponentChildren }

export function Who({ author, name = author.name, id, onChoose, children }: WhoProps) {
  return (
    <div class="who">
      <Mark author={author} />
      <div>
        <b id={id}>{onChoose ? <button type="button" class="link name" aria-haspopup="dialog" onClick={() => onChoose(author)}><bdi>{name}</bdi></button> : <bdi>{name}</bdi>}</b>
        <span class="meta">{children}</span>
      </div>
    </div>
  );
}
