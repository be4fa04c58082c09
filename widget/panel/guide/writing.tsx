/** To write a step, or to write it better. When somebody else did so meanwhile, both texts stand there and the writer decides. */
import { useEffect, useRef } from "preact/hooks";
import { moment } from "../../client/time.ts";
import { adopt } from "../../draw/adopt.ts";
import { Doc } from "../../draw/doc.tsx";
import type { Draft } from "../../draw/guide/draft.ts";
import { StepForm } from "../../draw/guide/form.tsx";
import { toldIn } from "../../draw/guide/strings.ts";
import { Icon } from "../../draw/icon.tsx";
import type { Step } from "../../protocol/wire.ts";
import type { Model } from "../model.ts";
import { NameLine } from "../name.tsx";
import type { Book } from "./book.ts";

adopt(`
.theirs { padding: var(--s4); border: 1px solid var(--warn); border-radius: var(--r); background: var(--warn-soft); }
.theirs > h4 { margin-bottom: var(--s2); font-size: var(--text-m); }
.theirs article { margin-top: var(--s3); padding: var(--s3); border: 1px solid transparent; border-radius: var(--r-s); background: var(--surface); }
.theirs article h5 { margin: var(--s1) 0; font-size: var(--text-m); line-height: 1.4; }
.theirs .status { color: var(--warn); }
.writing > h3 { font-size: var(--text-l); }
.writing > h4 { margin-top: var(--s2); font-size: var(--text-m); }
`);

export function Writing({ model, book, draft }: { model: Model; book: Book; draft: Draft }) {
  const { words, lang, site, address, pageTitle } = model;
  const told = toldIn(lang);
  const conflict = useRef<HTMLDivElement>(null);
  const send = async (): Promise<void> => {
    if (!(await book.send(draft, { site, ...address, page_title: pageTitle }))) return;
    model.announce(told.saved);
    requestAnimationFrame(() => document.getElementById(`step-${draft.step}`)?.focus());
  };
  useEffect(() => { if (draft.theirs) conflict.current?.focus(); }, [draft.theirs]);
  const failure = book.failure.value;
  return (
    <div class="scroll">
      <div class="body writing">
        <h3>{draft.base ? told.editing : told.newStep}</h3>
        {draft.origin && <p class="quiet"><bdi>{told.from(draft.origin.name)}</bdi></p>}
        {draft.theirs && <Theirs model={model} step={draft.theirs} place={conflict} />}
        {draft.theirs && <h4>{told.yours}</h4>}
        <StepForm draft={draft} words={words} lang={lang} fields={book.fields()} isSending={book.sending.value === draft.step}
          refused={failure?.at === draft.step ? failure.said : null} signature={<NameLine model={model} id="step-name" />}
          onChange={(more) => book.change(draft, more)} onSend={() => void send()} onCancel={() => book.drop(draft)}
          onLeave={() => book.show({ name: "steps" })} />
      </div>
    </div>
  );
}

/** What stands there now. It takes the focus: the reader must know before she saves again. */
function Theirs({ model, step, place }: { model: Model; step: Step; place: { current: HTMLDivElement | null } }) {
  const { lang, now } = model;
  const told = toldIn(lang);
  return (
    <div class="theirs" role="alert" tabIndex={-1} ref={place}>
      <h4 class="status"><Icon name="alert" small />{told.conflict}</h4>
      <p class="quiet">{told.conflictHelp}</p>
      <article aria-label={told.theirs(step.author.name)}>
        <p class="meta"><bdi>{told.theirs(step.author.name)}</bdi> · <time dateTime={step.edited_at}>{moment(step.edited_at, now.value, lang)}</time></p>
        <h5><bdi lang="">{step.title}</bdi></h5>
        <Doc doc={step.doc} />
      </article>
    </div>
  );
}
