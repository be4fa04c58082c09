/** To ask: one line, and details for who wants. It opens as soon as it is entered, and never by itself. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { BODY_LIMIT, excess, FieldError, TextField, TITLE_LIMIT } from "../draw/field.tsx";
import { Icon } from "../draw/icon.tsx";
import { Lazy } from "../draw/lazy.tsx";
import type { Field } from "../protocol/wire.ts";
import { FieldChoice } from "./fields/choice.tsx";
import { Attach } from "./attach.tsx";
import type { Model } from "./model.ts";
import { NameLine } from "./name.tsx";

/** Letters from which there is something to look for. */
const SIMILAR_FROM = 3;

export function Ask({ model }: { model: Model }) {
  const { words, question, here, listing, field, form } = model;
  const isTalk = listing.kind.value === "discussion";
  const label = isTalk ? words.startTalk : words.ask;
  const { title, details, pictures } = question.value;
  const isOpen = useSignal(title !== "");
  const hasTried = useSignal(false);
  const titleField = useRef<HTMLInputElement>(null);
  const detailsField = useRef<HTMLTextAreaElement>(null);
  const isLeft = useRef(false);

  const titleExtra = excess(title, TITLE_LIMIT);
  const detailsExtra = excess(details, BODY_LIMIT);
  const titleError = titleExtra ? words.shorten(titleExtra) : hasTried.value && !title.trim() ? words.emptyQuestion : null;

  const ask = (event?: Event): void => {
    event?.preventDefault();
    hasTried.value = true;
    if (!title.trim() || titleExtra) titleField.current?.focus();
    else if (detailsExtra) detailsField.current?.focus();
    else model.ask();
  };
  /** The focus goes back to the line, which opens no more by that. */
  const close = (): void => {
    isOpen.value = false;
    hasTried.value = false;
    isLeft.current = true;
    titleField.current?.focus();
    isLeft.current = false;
  };
  /** Enter goes on to the details: a question is public, it must not leave by a slip. */
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) ask();
    else detailsField.current?.focus();
  };

  return (
    <form class="ask" aria-label={label} onSubmit={ask} noValidate>
      <div class="field">
        <label class="label" for="ask-title">{label}</label>
        <input class="input" id="ask-title" ref={titleField} value={title} dir="auto" autocomplete="off" enterKeyHint="next"
          aria-invalid={titleError !== null} aria-describedby={isOpen.value ? "ask-title-error ask-notice" : undefined}
          onFocus={() => { isOpen.value = !isLeft.current; }} onClick={() => { isOpen.value = true; }} onKeyDown={onKeyDown}
          onInput={(event) => { isOpen.value = true; question.value = { ...question.value, title: event.currentTarget.value }; }} />
        <FieldError id="ask-title-error" error={titleError} />
      </div>
      {field.value && <Tied model={model} field={field.value} onDrop={() => { field.value = null; titleField.current?.focus(); }} />}
      {title.trim().length >= SIMILAR_FROM && (
        <Lazy load={() => import("./search/suggestions.tsx").then((part) => part.Suggestions)} props={{ model, text: title }} words={words} />
      )}
      {isOpen.value && (
        <>
          <div>
            <label class="label" for="ask-details">{words.details}</label>
            <TextField id="ask-details" rows={3} value={details} field={detailsField} onSend={ask}
              error={detailsExtra ? words.shorten(detailsExtra) : null}
              onInput={(text) => { question.value = { ...question.value, details: text }; }} />
          </div>
          <div class="extras">
            {!field.value && form.controls.value?.length ? (
              <FieldChoice model={model} text={words.aboutField} onChoose={(chosen) => { field.value = chosen; titleField.current?.focus(); }} />
            ) : null}
            <Attach model={model} pictures={pictures} onChange={(attached) => { question.value = { ...question.value, pictures: attached }; }} />
          </div>
          {here.value?.agents.length === 0 && <p class="quiet">{words.nobodyOnDuty}</p>}
          <p class="quiet" id="ask-notice">{words.notice}</p>
          <NameLine model={model} id="ask-name" />
          <div class="row">
            <button type="submit" class="btn main">{isTalk ? words.publish : words.sendQuestion}</button>
            <button type="button" class="btn bare" onClick={close}>{words.cancel}</button>
          </div>
        </>
      )}
    </form>
  );
}

/** What the question is about. */
function Tied({ model: { words }, field, onDrop }: { model: Model; field: Field; onDrop: () => void }) {
  return (
    <p class="answering">
      <Icon name="field" small /><span>{words.aboutThis} <bdi>{field.label}</bdi></span>
      <button type="button" class="btn square" aria-label={words.dropField(field.label)} title={words.dropField(field.label)} onClick={onDrop}><Icon name="close" small /></button>
    </p>
  );
}
