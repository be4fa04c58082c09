/** A note of the service: dated, signed, first on its page or on every page of the site. Its comments are plain replies. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { uuidv7 } from "../client/ids.ts";
import { BODY_LIMIT, excess, FieldError, TextField, TITLE_LIMIT } from "../draw/field.tsx";
import type { VideoText } from "../draw/guide/draft.ts";
import { VideoFields } from "../draw/guide/form.tsx";
import { toldIn } from "../draw/guide/strings.ts";
import type { Desk } from "./desk.ts";

export function NoteForm({ desk, onDone }: { desk: Desk; onDone: () => void }) {
  const { words, said, page, failure } = desk;
  const told = toldIn(desk.lang);
  const title = useSignal("");
  const body = useSignal("");
  const video = useSignal<VideoText | null>(null);
  const isEverywhere = useSignal(false);
  const hasTried = useSignal(false);
  const field = useRef<HTMLInputElement>(null);
  /** Sent twice, it is one note. */
  const ids = useRef({ id: uuidv7(), post: uuidv7() });
  useEffect(() => { field.current?.focus(); }, []);
  const at = ids.current.id;
  const film = video.value;
  const isEmpty = !title.value.trim() || !body.value.trim();
  const isHalf = film !== null && !(film.url.trim() && film.title.trim() && film.alt.trim());
  const extra = excess(title.value, TITLE_LIMIT) || excess(body.value, BODY_LIMIT);
  const refused = failure.value?.at === at ? failure.value.said : null;
  const error = extra ? words.shorten(extra) : hasTried.value && isEmpty ? said.emptyNote : hasTried.value && isHalf ? told.wholeVideo : refused;

  const publish = async (event?: Event): Promise<void> => {
    event?.preventDefault();
    hasTried.value = true;
    const here = page.value?.page;
    if (isEmpty || isHalf || extra || !here) return;
    const where = { on: isEverywhere.value ? null : here.id };
    if (!(await desk.decide(at, "POST", "/agent/notes", { ...ids.current, ...where, title: title.value.trim(), body: body.value.trim(), ...(film && { video: film }) }))) return;
    desk.announce(said.noteDone);
    onDone();
  };
  return (
    <form class="editor" aria-label={said.writeNote} onSubmit={publish} noValidate
      onKeyDown={(event) => { if (event.key === "Escape") { event.stopPropagation(); onDone(); } }}>
      <div>
        <label class="label" for="note-title">{said.noteTitle}</label>
        <input class="input" id="note-title" ref={field} value={title.value} dir="auto" onInput={(event) => { title.value = event.currentTarget.value; }} />
      </div>
      <div>
        <label class="label" for="note-body">{said.noteBody}</label>
        <TextField id="note-body" rows={4} value={body.value} error={null} onSend={() => void publish()} onInput={(text) => { body.value = text; }} />
      </div>
      <VideoFields value={film} told={told} onChange={(value) => { video.value = value; }} />
      <label class="row"><input type="checkbox" checked={isEverywhere.value} onChange={(event) => { isEverywhere.value = event.currentTarget.checked; }} />{said.noteEverywhere}</label>
      <FieldError id="note-error" error={error} />
      <div class="row">
        <button type="submit" class="btn main small">{said.publishNote}</button>
        <button type="button" class="btn bare small" onClick={onDone}>{words.cancel}</button>
      </div>
    </form>
  );
}
