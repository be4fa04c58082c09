/** One step of the guide, as everybody reads it; and, when the guide is being improved, what may be done with it. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { moment } from "../../client/time.ts";
import { Doc } from "../../draw/doc.tsx";
import { FieldError } from "../../draw/field.tsx";
import { toldIn } from "../../draw/guide/strings.ts";
import { Film } from "../../draw/guide/video.tsx";
import { Icon } from "../../draw/icon.tsx";
import { Source } from "../../draw/post.tsx";
import type { Step } from "../../protocol/wire.ts";
import type { Model } from "../model.ts";
import type { Book } from "./book.ts";
import { changedSince } from "./changed.ts";

interface StepProps { model: Model; book: Book; step: Step; isFirst: boolean; isLast: boolean }

export function StepView(props: StepProps) {
  const { model, book, step } = props;
  const { lang } = model;
  return (
    <li>
      <div>
        <h4 id={`step-${step.id}`} tabIndex={-1}><bdi lang="">{step.title}</bdi></h4>
        <Doc doc={step.doc} />
        {step.video && <Film video={step.video} lang={lang} />}
        <Facts {...props} />
        {book.isImproving.value && <Acts {...props} />}
        <FieldError id={`failure-${step.id}`} error={book.failure.value?.at === step.id ? book.failure.value.said : null} />
      </div>
    </li>
  );
}

/** What it is about, who stands for it, where it comes from, and whether the form has changed since. */
function Facts({ model, step }: StepProps) {
  const { lang, words, now } = model;
  const told = toldIn(lang);
  const { field, heading, validated, origin } = step;
  const changed = changedSince(step, model.board.state.value?.changed ?? {});
  return (
    <div class="facts">
      {(field || heading) && <span class="chip"><Icon name={field ? "field" : "pin"} small /><bdi>{field?.label ?? heading}</bdi></span>}
      {changed && (
        <div class="changed" role="note">
          <Icon name="alert" /><div><b>{told.changed}</b><p>{told.changedHelp(moment(changed, now.value, lang))}</p></div>
        </div>
      )}
      {validated ? (
        <>
          <span class="status ok"><Icon name="check" small /><span>{words.validated(validated.name, validated.service)}, <time dateTime={validated.at}>{moment(validated.at, now.value, lang)}</time></span></span>
          {validated.source && <Source source={validated.source} words={words} />}
        </>
      ) : <span class="status wait"><Icon name="clock" small /><bdi>{told.proposedBy(step.author.name)}</bdi></span>}
      {origin && <button type="button" class="link meta" onClick={() => model.openThread(origin.thread)}><bdi>{told.from(origin.name)}</bdi></button>}
    </div>
  );
}

function Acts({ model, book, step, isFirst, isLast }: StepProps) {
  const told = toldIn(model.lang);
  const isRemoving = useSignal(false);
  const remover = useRef<HTMLButtonElement>(null);
  const move = async (by: -1 | 1): Promise<void> => {
    if (await book.move(step, by)) model.announce(told.moved(step.title));
  };
  const done = (): void => {
    isRemoving.value = false;
    requestAnimationFrame(() => remover.current?.focus());
  };
  if (isRemoving.value) return <Removal {...{ model, book, step }} onDone={done} />;
  return (
    <div class="acts">
      <button type="button" class="btn small" id={`edit-${step.id}`} aria-label={told.editStep(step.title)} onClick={() => book.write(step)}>{told.edit}</button>
      <button type="button" class="btn small bare" id={`history-${step.id}`} aria-label={told.historyOf(step.title)} onClick={() => book.show({ name: "history", step })}>{told.history}</button>
      {!isFirst && <button type="button" class="btn small bare" aria-label={told.upStep(step.title)} onClick={() => void move(-1)}>{told.up}</button>}
      {!isLast && <button type="button" class="btn small bare" aria-label={told.downStep(step.title)} onClick={() => void move(1)}>{told.down}</button>}
      {book.isMine(step.author) && (
        <button type="button" class="btn small bare" ref={remover} aria-label={told.removeStep(step.title)} onClick={() => { isRemoving.value = true; }}>{told.remove}</button>
      )}
    </div>
  );
}

function Removal({ model, book, step, onDone }: { model: Model; book: Book; step: Step; onDone: () => void }) {
  const told = toldIn(model.lang);
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => { keep.current?.focus(); }, []);
  const remove = async (): Promise<void> => {
    if (!(await book.remove(step))) return;
    model.announce(told.removed);
    document.getElementById("guide")?.focus();
  };
  return (
    <div class="confirm" role="group" aria-label={told.removeAsk} onKeyDown={(event) => { if (event.key === "Escape") { event.stopPropagation(); onDone(); } }}>
      <p>{told.removeAsk}</p>
      <div class="row">
        <button type="button" class="btn small" onClick={() => void remove()}>{told.removeYes}</button>
        <button type="button" class="btn small bare" ref={keep} onClick={onDone}>{told.keep}</button>
      </div>
    </div>
  );
}
