/** The questions of the page, or its conversations: what stands first, then the list as its reader wants it. */
import { useEffect } from "preact/hooks";
import type { Entry, QuestionDraft } from "../client/outbox.ts";
import { ago } from "../client/time.ts";
import { Icon } from "../draw/icon.tsx";
import { Lazy } from "../draw/lazy.tsx";
import { Part, Pill } from "../draw/pieces.tsx";
import { Status } from "../draw/status.tsx";
import { Topics } from "../draw/topics.tsx";
import type { Thread } from "../protocol/wire.ts";
import { Ask } from "./ask.tsx";
import { Filters } from "./filters.tsx";
import { First } from "./first.tsx";
import type { Model } from "./model.ts";
import { SendingWord } from "./sending.tsx";
import { Blank, NotYet } from "./states.tsx";

export function List({ model, from }: { model: Model; from: string | null }) {
  return model.board.state.value ? <Threads model={model} from={from} /> : <NotYet model={model} />;
}

/** `from`: the thread we come back from; its link takes the focus, where the reader left it. */
function Threads({ model, from }: { model: Model; from: string | null }) {
  const { words, board, listing, followed } = model;
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
        {listing.sought.value ? (
          <div class="body">
            <Lazy load={() => import("./search/view.tsx").then((part) => part.View)} props={{ model, sought: listing.sought.value }} words={words} />
          </div>
        ) : followed.isShown.value ? (
          <div class="body">
            <Lazy load={() => import("./followed/view.tsx").then((part) => part.View)} props={{ model }} words={words} />
          </div>
        ) : <div class="body">
          {followed.unread.value.size > 0 && (
            <p class="news"><button type="button" class="link" onClick={() => { followed.isShown.value = true; }}>
              <Icon name="bubble" small />{words.followedNews(followed.unread.value.size)}
            </button></p>
          )}
          <Ask model={model} />
          <First model={model} />
          {listing.kind.value === "discussion" && (
            <Lazy load={() => import("./testimonies/view.tsx").then((part) => part.View)} props={{ model }} words={words} />
          )}
          <PageThreads model={model} />
        </div>}
      </div>
      {listing.isLive.value && !listing.sought.value && !followed.isShown.value && board.waiting.value > 0 && <Pill icon="up" text={words.newQuestions(board.waiting.value)} onClick={reveal} />}
    </>
  );
}

function PageThreads({ model }: { model: Model }) {
  const { words, board, listing, around } = model;
  const isTalk = listing.kind.value === "discussion";
  const threads = listing.threads.value;
  const pending = pendingQuestions(model);
  if (listing.isLive.value && threads.length + pending.length === 0 && !listing.hasMore.value) {
    return <Blank icon="bubble" title={isTalk ? words.emptyTalkTitle : words.emptyTitle}><p>{isTalk ? words.emptyTalkHelp : words.emptyHelp}</p></Blank>;
  }
  const goneKeys = new Set((around.page.value?.gone ?? []).map(({ key }) => key));
  const isGone = (thread: Thread): boolean => thread.field !== null && goneKeys.has(thread.field.key);
  /** Pinned: they stand above already (first.tsx). */
  const first = new Set((board.state.value?.pinned ?? []).map(({ id }) => id));
  const gone = threads.filter((thread) => isGone(thread) && !first.has(thread.id));
  const part = listing.isLive.value ? board.part.value : listing.part.value;
  const isNone = threads.length === 0 && part === "idle" && (listing.isLive.value || listing.found.value !== null);
  return (
    <section aria-labelledby="questions">
      <h3 id="questions" tabIndex={-1}>{(isTalk ? words.countTalks : words.countQuestions)(listing.total.value)}</h3>
      <Filters model={model} />
      <ol class="list">
        {pending.map((entry) => <PendingQuestion key={entry.draft.id} model={model} entry={entry} />)}
        {threads.filter((thread) => !isGone(thread) && !first.has(thread.id)).map((thread) => <Question key={thread.id} model={model} thread={thread} />)}
      </ol>
      {isNone && !listing.isLive.value && <p class="quiet none" role="status">{words.noneFound}</p>}
      {gone.length > 0 && (
        <section aria-labelledby="gone">
          <h4 id="gone" class="quiet">{words.goneFields}</h4>
          <ol class="list">{gone.map((thread) => <Question key={thread.id} model={model} thread={thread} />)}</ol>
        </section>
      )}
      {(listing.hasMore.value || part !== "idle") && <Part words={words} part={part} text={words.older} onClick={() => listing.more()} />}
    </section>
  );
}

/** One line of the list. What is official says so; else where the question stands. */
export function Question({ model, thread }: { model: Model; thread: Thread }) {
  const { words, lang, now } = model;
  const { field, pinned, same_question: same, helpful } = thread;
  return (
    <li>
      <p class="row spread">
        <span class="row">
          {field && <span class="chip"><Icon name="field" small /><bdi>{field.label}</bdi></span>}
          {pinned && <span class="status quiet"><Icon name="pin" small />{words.pinnedMark}</span>}
        </span>
        <Status thread={thread} words={words} />
      </p>
      <h4><button type="button" id={`thread-${thread.id}`} onClick={() => model.openThread(thread.id)}><bdi lang="">{thread.title}</bdi></button></h4>
      <p class="counts meta num">
        <span><Icon name="bubble" small />{words.replies(thread.posts - 1)}</span>
        {same > 0 && <span><Icon name="same" small />{words.sameCount(same)}</span>}
        {helpful > 0 && <span><Icon name="heart" small />{words.helpfulCount(helpful)}</span>}
        <time dateTime={thread.created_at}>{ago(thread.created_at, now.value, lang)}</time>
      </p>
      <Topics thread={thread} name={words.topics} onChoose={(topic) => model.showTopic(topic)} />
    </li>
  );
}

type PendingEntry = Entry & { draft: QuestionDraft };

/** Questions written here that the page does not list yet. One that has not left may be changed wherever she is; sent, it has its page. */
export function pendingQuestions({ entries, board, listing, pageId }: Model): PendingEntry[] {
  const listed = new Set(board.visible.value.map((t) => t.id));
  const isHere = ({ draft, sending }: PendingEntry): boolean =>
    !listed.has(draft.id) && (draft.kind ?? "question") === listing.kind.value && (sending.name !== "sent" || sending.thread?.page === pageId.value);
  return entries.value.filter((entry): entry is PendingEntry => entry.draft.act === "question" && isHere(entry as PendingEntry));
}

function PendingQuestion({ model, entry: { draft, sending } }: { model: Model; entry: PendingEntry }) {
  return (
    <li>
      <span class="meta"><SendingWord model={model} sending={sending} /></span>
      <h4><button type="button" id={`thread-${draft.id}`} onClick={() => model.openThread(draft.id)}><bdi lang="">{draft.title}</bdi></button></h4>
    </li>
  );
}
