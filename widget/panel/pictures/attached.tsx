/** The pictures of a message that is being written: chosen, pasted or dropped, then prepared, and shown here with their words. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { adopt } from "../../draw/adopt.ts";
import { FieldError } from "../../draw/field.tsx";
import { Icon } from "../../draw/icon.tsx";
import type { Picture } from "../../protocol/wire.ts";
import type { AttachProps } from "../attach.tsx";
import { pixelsOf } from "./paint.ts";
import { hold } from "./previews.ts";
import { saidIn } from "./strings.ts";
import { Preview } from "./waiting.tsx";

adopt(`
.attach { display: flex; flex-direction: column; gap: var(--s2); align-items: flex-start; }
.attach .link { display: inline-flex; gap: .35rem; align-items: center; min-height: 24px; }
.attach ul { width: 100%; list-style: none; }
.attach li { display: flex; gap: var(--s3); align-items: center; padding-block: var(--s2); border-top: 1px solid var(--line); }
.attach li > span { flex: none; display: grid; place-items: center; width: 64px; height: 48px; overflow: hidden; border-radius: var(--r-s); background: var(--sunken); }
.attach li p { flex: 1; min-width: 0; color: var(--ink-2); font-size: var(--text-s); line-height: 1.4; }
.attach li canvas { height: auto; }
form.dropping { outline: 2px dashed var(--accent); outline-offset: -4px; }
`);

const LIMIT = 4;
const THUMB = { width: 64, height: 48 };

export function Attached({ model, pictures, onChange }: AttachProps) {
  const said = saidIn(model.lang);
  const closing = useRef<(() => void) | null>(null);
  const isReading = useSignal(false);
  const error = useSignal<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const isFull = pictures.length >= LIMIT;

  const choose = async (file: File | undefined): Promise<void> => {
    if (!file || isFull || isReading.value || closing.current) return;
    isReading.value = true;
    error.value = null;
    const [part, pixels] = await Promise.all([import("./editor.tsx").catch(() => null), pixelsOf(file).catch(() => null)]);
    isReading.value = false;
    if (!part || !pixels) error.value = part ? said.unreadable : model.words.partUnreachable;
    else if (box.current) closing.current = part.openEditor({ model, pixels, isPhoto: file.type !== "image/png", onDone: add, onLeave: leave });
  };
  const latest = useRef(choose);
  latest.current = choose;
  useEffect(() => takeFiles(box.current!.closest("form")!, (file) => void latest.current(file)), []);

  /** Also once the message is off the screen, its page having moved on: its picture is finished all the same, and waits with its text. */
  const leave = (): void => {
    closing.current?.();
    closing.current = null;
    requestAnimationFrame(() => (opener.current ?? (box.current?.closest("form") ?? document).querySelector<HTMLElement>("textarea, #ask-title"))?.focus());
  };
  const add = (picture: Picture, canvas: HTMLCanvasElement): void => {
    hold(picture.id, canvas);
    void import("./waiting.tsx"); // what draws the message on its way: fetched now, while there is a line
    onChange([...pictures, picture]);
    model.announce(said.added);
    leave();
  };
  const remove = (id: string): void => {
    onChange(pictures.filter((picture) => picture.id !== id));
    model.announce(said.removed);
    requestAnimationFrame(() => opener.current?.focus());
  };

  return (
    <div class="attach" ref={box}>
      {pictures.length > 0 && (
        <ul aria-label={said.attached}>
          {pictures.map((picture) => (
            <li key={picture.id}>
              <span aria-hidden="true"><Preview picture={{ ...picture, alt: "" }} size={thumb(picture)} /></span>
              <p><bdi>{picture.alt}</bdi></p>
              <button type="button" class="btn small bare" aria-label={said.removeNamed(picture.alt)} onClick={() => remove(picture.id)}>{said.remove}</button>
            </li>
          ))}
        </ul>
      )}
      {isFull ? <p class="quiet">{said.enough(LIMIT)}</p> : (
        <button type="button" class="link" ref={opener} aria-disabled={isReading.value} onClick={() => input.current?.click()}>
          <Icon name="picture" small />{isReading.value ? said.opening : said.attach}
        </button>
      )}
      <input type="file" accept="image/*" hidden ref={input} onChange={(event) => {
        void choose(event.currentTarget.files?.[0]);
        event.currentTarget.value = "";
      }} />
      <FieldError id="attach-error" error={error.value} />
    </div>
  );
}

const thumb = ({ width, height }: Picture): { width: number; height: number } => {
  const scale = Math.min(THUMB.width / width, THUMB.height / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
};

/** A picture pasted into the message or dropped on it. Anything else is left to the browser. */
function takeFiles(form: HTMLFormElement, take: (file: File) => void): () => void {
  const picture = (data: DataTransfer | null): File | undefined => [...(data?.files ?? [])].find(({ type }) => type.startsWith("image/"));
  const onPaste = (event: ClipboardEvent): void => {
    const file = picture(event.clipboardData);
    if (!file || event.clipboardData?.getData("text/plain")) return; // a word processor copies its text as a picture too
    event.preventDefault();
    take(file);
  };
  const onDrop = (event: DragEvent): void => {
    form.classList.remove("dropping");
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault(); // any file: else the browser would leave the panel and show it
    const file = picture(event.dataTransfer);
    if (file) take(file);
  };
  const onDrag = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.toggle("dropping", event.type === "dragover");
  };
  form.addEventListener("paste", onPaste);
  form.addEventListener("drop", onDrop);
  form.addEventListener("dragover", onDrag);
  form.addEventListener("dragleave", onDrag);
  return () => {
    form.removeEventListener("paste", onPaste);
    form.removeEventListener("drop", onDrop);
    form.removeEventListener("dragover", onDrag);
    form.removeEventListener("dragleave", onDrag);
  };
}
