/** The questions of the page. */
import { useEffect } from "preact/hooks";
import type { Entry, QuestionDraft } from "../client/outbox.ts";
import { ago } from "../client/time.ts";
import { Icon } from "../draw/icon.tsx";
import { Status } from "../draw/status.tsx";
import type { Thread } from "../protocol/wire.ts";
import { Ask } from "./ask.tsx";
import type { Filter } from "./board.ts";
import type { Model } from "./model.ts";
import { SendingWord } from "./pending.tsx";
import { Part, Pill } from "../draw/pieces.tsx";
import { Blank, NotYet } from "./states.tsx";

export function List({ model, from }: { model: Model; from: string | null }) {
  return model.board.state.value ? <Questions model={model} from={from} /> : <NotYet model={model} />;
}

/** `from`: the thread we come back from; its link takes the focus, where the reader left it. */
function Questions({ model, from }: { model: Model; from: string | null }) {
  const { words, board } = model;
  useEffect(() => { if (from) document.getElementById(`thread-${from}`)?.focus(); }, []);

  const reveal = (): void => {
    board.reveal();
    requestAnimationFrame(() => {
      const heading = document.getElementById("questions");
      heading?.scrollIntoView({ block: "start" });
      heading?.focus({ preventScroll: true });
    });
  };

  return (
    <>
      <div class="scroll">
        <div class="body">
          <Ask model={model} />
          <PageQuestions model={model} />
        </div>
      </div>
      {board.waiting.value > 0 && <Pill icon="up" text={words.newQuestions(board.waiting.value)} onClick={reveal} />}
    </>
  );
}

function PageQuestions({ model }: { model: Model }) {
  const { words, board } = model;
  const threads = board.threads.value;
  const pending = pendingQuestions(model);
  if (board.total.value === 0 && pending.length === 0) {
    return <Blank icon="bubble" title={words.emptyTitle}><p>{words.emptyHelp}</p></Blank>;
  }
  return (
    <section aria-labelledby="questions">
      <h3 id="questions" tabIndex={-1}>{words.countQuestions(board.total.value)}</h3>
      <Filters model={model} />
      <ol class="list">
        {pending.map((entry) => <PendingQuestion key={entry.draft.id} model={model} entry={entry} />)}
        {threads.map((thread) => <Question key={thread.id} model={model} thread={thread} />)}
      </ol>
      {threads.length === 0 && board.filter.value === "unanswered" && <p class="quiet none">{words.noneUnanswered}</p>}
      {board.before.value !== null && <Part words={words} part={board.part.value} text={words.older} onClick={() => void model.loadOlder()} />}
    </section>
  );
}

function Filters({ model: { words, board } }: { model: Model }) {
  const button = (filter: Filter, text: string) =>
    <button type="button" aria-pressed={board.filter.value === filter} onClick={() => { board.filter.value = filter; }}>{text}</button>;
  return <div class="filters" role="group" aria-label={words.filter}>{button("all", words.all)}{button("unanswered", words.unanswered)}</div>;
}

function Question({ model, thread }: { model: Model; thread: Thread }) {
  const { words, lang, now } = model;
  return (
    <li>
      <Status status={thread.status} words={words} />
      <h4><button type="button" id={`thread-${thread.id}`} onClick={() => model.openThread(thread.id)}><bdi lang="">{thread.title}</bdi></button></h4>
      <p class="counts meta num">
        <span><Icon name="bubble" small />{words.replies(thread.posts - 1)}</span>
        <time dateTime={thread.created_at}>{ago(thread.created_at, now.value, lang)}</time>
      </p>
    </li>
  );
}

type PendingEntry = Entry & { draft: QuestionDraft };

/** Questions written here that the page does not list yet. */
function pendingQuestions({ entries, board }: Model): PendingEntry[] {
  const listed = new Set(board.visible.value.map((t) => t.id));
  return entries.value.filter((entry): entry is PendingEntry => entry.draft.act === "question" && !listed.has(entry.draft.id));
}

function PendingQuestion({ model, entry: { draft, sending } }: { model: Model; entry: PendingEntry }) {
  return (
    <li>
      <span class="meta"><SendingWord model={model} sending={sending} /></span>
      <h4><button type="button" id={`thread-${draft.id}`} onClick={() => model.openThread(draft.id)}><bdi lang="">{draft.title}</bdi></button></h4>
    </li>
  );
}
