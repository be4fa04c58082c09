/** The room of the guide: its steps, read like a page. */
import { useEffect } from "preact/hooks";
import { adopt } from "../../draw/adopt.ts";
import { Icon } from "../../draw/icon.tsx";
import { toldIn } from "../../draw/guide/strings.ts";
import type { Step } from "../../protocol/wire.ts";
import type { Model } from "../model.ts";
import { Blank, NotYet } from "../states.tsx";
import { bookOf, type Book } from "./book.ts";
import { History } from "./history.tsx";
import { StepView } from "./step.tsx";
import { Writing } from "./writing.tsx";

adopt(`
.guide { counter-reset: step; list-style: none; }
.guide > li { counter-increment: step; display: grid; grid-template-columns: 32px minmax(0, 1fr); gap: var(--s4); padding-bottom: var(--s5); position: relative; }
.guide > li::before { content: counter(step) / ""; width: 32px; height: 32px; border: 1.5px solid var(--control); border-radius: 50%; background: var(--surface); display: grid; place-items: center; font-size: var(--text-s); font-weight: 600; line-height: 1; z-index: 1; }
.guide > li:not(:last-child)::after { content: ""; position: absolute; inset: 36px auto 4px 15px; border-inline-start: 1.5px solid var(--line); }
.guide h4 { padding-top: 4px; font-size: var(--text-m); line-height: 1.4; }
.guide .doc { margin-top: var(--s1); color: var(--ink-2); font-size: .9375rem; }
.guide .facts { display: flex; flex-direction: column; align-items: flex-start; gap: var(--s2); margin-top: var(--s3); }
.guide .facts .status { align-items: flex-start; }
.guide .source { margin: 0; font-size: var(--text-xs); }
.guide .changed { display: flex; gap: var(--s3); width: 100%; padding: var(--s3) var(--s4); border: 1px solid transparent; border-radius: var(--r-s); background: var(--warn-soft); font-size: var(--text-s); line-height: 1.45; }
.guide .changed .i, .guide .changed b { color: var(--warn); }
.guide .changed b { display: block; }
.guide-head h3 { font-size: var(--text-xl); letter-spacing: -.01em; }
.guide-head p { margin-top: var(--s2); }
.guide-foot { gap: var(--s3); }
@media (max-width: 380px) { .guide > li { gap: var(--s3); } }
`);

export function View({ model }: { model: Model }) {
  const book = bookOf(model);
  useEffect(() => book.open(), []);
  useEffect(() => book.takeAnswer(), [model.parts.forGuide.value]);
  const look = book.look.value;
  if (look.name === "write") {
    const draft = book.drafts.value[look.draft];
    if (draft) return <Writing key={draft.step} model={model} book={book} draft={draft} />;
  }
  if (look.name === "history") return <History key={look.step.id} model={model} book={book} step={look.step} />;
  return book.state.value ? <Steps model={model} book={book} steps={book.state.value.steps} /> : <NotYet model={model} />;
}

function Steps({ model, book, steps }: { model: Model; book: Book; steps: readonly Step[] }) {
  const told = toldIn(model.lang);
  const isImproving = book.isImproving.value;
  if (steps.length === 0) {
    return (
      <div class="scroll"><div class="body centred">
        <Blank icon="check" title={told.empty}>
          <p>{told.emptyHelp}</p>
          <button type="button" class="btn main" onClick={() => book.write(null)}>{told.first}</button>
        </Blank>
      </div></div>
    );
  }
  return (
    <div class="scroll">
      <div class="body">
        <div class="guide-head">
          <h3 id="guide" tabIndex={-1}>{told.heading}</h3>
          <p class="quiet">{credits(steps, told)}</p>
        </div>
        <ol class="guide" aria-labelledby="guide">
          {steps.map((step, at) => <StepView key={step.id} {...{ model, book, step }} isFirst={at === 0} isLast={at === steps.length - 1} />)}
        </ol>
        <div class="row guide-foot">
          <button type="button" class="btn" aria-pressed={isImproving} onClick={() => { book.isImproving.value = !isImproving; }}>
            {isImproving ? <Icon name="check" small /> : null}{isImproving ? told.improved : told.improve}
          </button>
          <button type="button" class="btn bare" id="add-step" onClick={() => book.write(null)}>{told.add}</button>
        </div>
      </div>
    </div>
  );
}

/** "Écrit par 6 personnes. Relu par le Service des passeports." */
function credits(steps: readonly Step[], told: ReturnType<typeof toldIn>): string {
  const people = new Set(steps.map(({ author }) => author.id)).size;
  const services = [...new Set(steps.flatMap(({ validated }) => (validated ? [validated.service] : [])))];
  return [told.by(people), ...(services.length ? [told.readBy(services.join(", "))] : [])].join(" ");
}
