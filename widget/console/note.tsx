/** A note of the service: dated, signed, first on its page or on every page of the site. Its comments are plain replies. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { uuidv7 } from "../client/ids.ts";
import { BODY_LIMIT, excess, FieldError, TextField, TITLE_LIMIT } from "../draw/field.tsx";
import type { VideoText } from "../draw/guide/draft.ts";
import { VideoFields } from "../draw/guide/form.tsx";
import { toldIn } from "../draw/guide/strings.ts";
import type { Desk } from "./desk.ts";

/** The ids: sent twice, it is one note. */
interface Note { id: string; post: string; title: string; body: string; video: VideoText | null; isEverywhere: boolean }

/** `on`: the page of the thread beside which it is written. */
export function NoteForm({ desk, on, onDone }: { desk: Desk; on: string; onDone: () => void }) {
  const { words, said, page, failure, begun } = desk;
  const told = toldIn(desk.lang);
  const name = `note-${on}`;
  const blank = useRef<Note>({ id: uuidv7(), post: uuidv7(), title: "", body: "", video: null, isEverywhere: false });
  const note = begun.read(name, blank.current);
  const { id: at, post, title, body, video: film, isEverywhere } = note;
  const write = (more: Partial<Note>): void => begun.write(name, { ...note, ...more });
  const hasTried = useSignal(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => { field.current?.focus(); }, []);
  const isEmpty = !title.trim() || !body.trim();
  const isHalf = film !== null && !(film.url.trim() && film.title.trim() && film.alt.trim());
  const extra = excess(title, TITLE_LIMIT) || excess(body, BODY_LIMIT);
  const refused = failure.value?.at === at ? failure.value.said : null;
  const error = extra ? words.shorten(extra) : hasTried.value && isEmpty ? said.emptyNote : hasTried.value && isHalf ? told.wholeVideo : refused;

  const publish = async (event?: Event): Promise<void> => {
    event?.preventDefault();
    hasTried.value = true;
    const here = page.value?.page;
    if (isEmpty || isHalf || extra || !here) return;
    const where = { on: isEverywhere ? null : here.id };
    if (!(await desk.decide(at, "POST", "/agent/notes", { id: at, post, ...where, title: title.trim(), body: body.trim(), ...(film && { video: film }) }))) return;
    desk.announce(said.noteDone);
    cancel();
  };
  const cancel = (): void => {
    begun.drop(name);
    onDone();
  };
  return (
    <form class="editor" aria-label={said.writeNote} onSubmit={publish} noValidate
      onKeyDown={(event) => { if (event.key === "Escape") { event.stopPropagation(); onDone(); } }}>
      <div>
        <label class="label" for="note-title">{said.noteTitle}</label>
        <input class="input" id="note-title" ref={field} value={title} dir="auto" onInput={(event) => write({ title: event.currentTarget.value })} />
      </div>
      <div>
        <label class="label" for="note-body">{said.noteBody}</label>
        <TextField id="note-body" rows={4} value={body} error={null} onSend={() => void publish()} onInput={(text) => write({ body: text })} />
      </div>
      <VideoFields value={film} told={told} onChange={(video) => write({ video })} />
      <label class="row"><input type="checkbox" checked={isEverywhere} onChange={(event) => write({ isEverywhere: event.currentTarget.checked })} />{said.noteEverywhere}</label>
      <FieldError id="note-error" error={error} />
      <div class="row">
        <button type="submit" class="btn main small">{said.publishNote}</button>
        <button type="button" class="btn bare small" onClick={cancel}>{words.cancel}</button>
      </div>
    </form>
  );
}
