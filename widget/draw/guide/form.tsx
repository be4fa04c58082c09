/** The form in which a step is written: the same for a citizen in the panel and for an agent in the console. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Lang, Words } from "../../client/strings.ts";
import type { Field } from "../../protocol/wire.ts";
import { adopt } from "../adopt.ts";
import { FieldError, TextField } from "../field.tsx";
import { Icon } from "../icon.tsx";
import { lack, type Draft, type VideoText } from "./draft.ts";
import { toldIn, type Told } from "./strings.ts";

adopt(`
.step-form { display: flex; flex-direction: column; gap: var(--s4); }
.step-form fieldset { display: flex; flex-direction: column; gap: var(--s3); padding: var(--s3); border: 1px solid var(--line); border-radius: var(--r-s); }
.step-form .acts { margin-top: 0; }
.step-form legend { padding-inline: var(--s1); font-size: var(--text-s); font-weight: 600; }
.step-form select.input { padding-inline: .6rem; }
`);

export interface StepFormProps {
  draft: Draft;
  words: Words;
  lang: Lang;
  /** Fields of the form that a step may be about. */
  fields: readonly Field[];
  isSending: boolean;
  /** Why the service refused it, or that it did not answer. */
  refused: string | null;
  onChange: (more: Partial<Draft>) => void;
  onSend: () => void;
  /** Given up. */
  onCancel: () => void;
  /** Left by Escape: what was typed stays. */
  onLeave: () => void;
  /** Under whose name it is signed. */
  signature?: ComponentChildren;
}

export function StepForm({ draft, words, lang, fields, isSending, refused, onChange, onSend, onCancel, onLeave, signature }: StepFormProps) {
  const told = toldIn(lang);
  const hasTried = useSignal(false);
  const title = useRef<HTMLInputElement>(null);
  useEffect(() => { if (!draft.theirs) title.current?.focus(); }, []);
  const missing = lack(draft);
  const error = missing === null ? refused
    : typeof missing === "object" ? words.shorten(missing.extra)
    : !hasTried.value ? null : missing === "text" ? told.incomplete : told.wholeVideo;
  const send = (event?: Event): void => {
    event?.preventDefault();
    hasTried.value = true;
    if (!lack(draft) && !isSending) onSend();
  };
  const submit = draft.theirs ? told.saveOver : draft.base ? told.save : told.publish;
  return (
    <form class="step-form" aria-label={draft.base ? told.editing : told.newStep} onSubmit={send} noValidate
      onKeyDown={(event) => { if (event.key === "Escape") { event.stopPropagation(); onLeave(); } }}>
      <div>
        <label class="label" for="step-title">{told.title}</label>
        <input class="input" id="step-title" ref={title} value={draft.title} dir="auto" autocomplete="off" aria-describedby="step-error"
          aria-invalid={hasTried.value && !draft.title.trim()} onInput={(event) => onChange({ title: event.currentTarget.value })} />
      </div>
      <div>
        <label class="label" for="step-body">{told.body}</label>
        <TextField id="step-body" rows={4} value={draft.body} error={null} describedBy="step-error" onInput={(body) => onChange({ body })} onSend={send} />
      </div>
      <About draft={draft} told={told} fields={fields} onChange={onChange} />
      <VideoFields value={draft.video} told={told} onChange={(video) => onChange({ video })} />
      {draft.base > 0 && (
        <div>
          <label class="label" for="step-summary">{told.summary}</label>
          <input class="input" id="step-summary" value={draft.summary} dir="auto" autocomplete="off" onInput={(event) => onChange({ summary: event.currentTarget.value })} />
        </div>
      )}
      <FieldError id="step-error" error={error} />
      <p class="quiet">{words.notice}</p>
      {signature}
      <div class="row">
        <button type="submit" class="btn main" aria-disabled={isSending}>{isSending ? told.saving : submit}</button>
        <button type="button" class="btn bare" onClick={onCancel}>{draft.theirs ? told.takeTheirs : words.cancel}</button>
      </div>
    </form>
  );
}

interface PartProps { draft: Draft; told: Told; onChange: (more: Partial<Draft>) => void }

/** A field of the form, a heading of the page, or all of it. */
function About({ draft, told, fields, onChange }: PartProps & { fields: readonly Field[] }) {
  const { field, heading } = draft;
  const known = field && !fields.some(({ key }) => key === field.key) ? [field, ...fields] : fields;
  const choose = (value: string): void => {
    onChange({ field: known.find(({ key }) => `field:${key}` === value) ?? null, heading: value === "heading" ? "" : null });
  };
  return (
    <>
      <div>
        <label class="label" for="step-about">{told.about}</label>
        <select class="input" id="step-about" value={field ? `field:${field.key}` : heading !== null ? "heading" : "page"} onChange={(event) => choose(event.currentTarget.value)}>
          <option value="page">{told.wholePage}</option>
          {known.map(({ key, label }) => <option key={key} value={`field:${key}`}>{label}</option>)}
          <option value="heading">{told.someHeading}</option>
        </select>
      </div>
      {heading !== null && (
        <div>
          <label class="label" for="step-heading">{told.headingField}</label>
          <input class="input" id="step-heading" value={heading} dir="auto" autocomplete="off" onInput={(event) => onChange({ heading: event.currentTarget.value })} />
        </div>
      )}
    </>
  );
}

const NONE: VideoText = { url: "", title: "", alt: "" };

/** A film needs its words: who cannot see or hear it reads them. */
export function VideoFields({ value, told, onChange }: { value: VideoText | null; told: Told; onChange: (video: VideoText | null) => void }) {
  if (!value) {
    const open = (): void => {
      onChange(NONE);
      requestAnimationFrame(() => document.getElementById("video-url")?.focus());
    };
    return <p class="acts"><button type="button" class="btn small bare" onClick={open}><Icon name="play" small />{told.addVideo}</button></p>;
  }
  return (
    <fieldset>
      <legend>{told.video}</legend>
      <div>
        <label class="label" for="video-url">{told.videoUrl}</label>
        <input class="input" id="video-url" type="url" inputMode="url" value={value.url} autocomplete="off" onInput={(event) => onChange({ ...value, url: event.currentTarget.value })} />
      </div>
      <div>
        <label class="label" for="video-title">{told.videoTitle}</label>
        <input class="input" id="video-title" value={value.title} maxLength={200} dir="auto" autocomplete="off" onInput={(event) => onChange({ ...value, title: event.currentTarget.value })} />
      </div>
      <div>
        <label class="label" for="video-alt">{told.videoAlt}</label>
        <p class="quiet" id="video-alt-help">{told.videoAltHelp}</p>
        <TextField id="video-alt" rows={2} value={value.alt} error={null} describedBy="video-alt-help" onInput={(alt) => onChange({ ...value, alt })} onSend={() => undefined} />
      </div>
      <p><button type="button" class="link" onClick={() => onChange(null)}>{told.dropVideo}</button></p>
    </fieldset>
  );
}
