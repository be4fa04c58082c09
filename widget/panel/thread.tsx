/** One question, and the conversation about it, as it happens. */
import { useEffect, useRef } from "preact/hooks";
import type { Entry, QuestionDraft } from "../client/outbox.ts";
import { ago } from "../client/time.ts";
import { Doc, plainDoc } from "../draw/doc.tsx";
import { Said } from "../draw/post.tsx";
import { Status } from "../draw/status.tsx";
import { Topics } from "../draw/topics.tsx";
import type { Field, Post, Thread } from "../protocol/wire.ts";
import { Composer } from "./composer.tsx";
import type { Conversation } from "../draw/conversation.ts";
import { FieldError } from "../draw/field.tsx";
import { Icon } from "../draw/icon.tsx";
import { Lazy } from "../draw/lazy.tsx";
import { outdatedSince } from "../draw/outdated.ts";
import { Message, useOwnActs } from "../draw/message.tsx";
import type { Model } from "./model.ts";
import { PendingPictures, PendingPost, SendingActs } from "./pending.tsx";
import { SendingWord } from "./sending.tsx";
import { Pictures } from "../draw/pictures.tsx";
import { Part, Pill } from "../draw/pieces.tsx";
import { Reading } from "../draw/scroll.ts";
import { NoThread, NotYet } from "./states.tsx";

export function ThreadView({ model, conversation }: { model: Model; conversation: Conversation }) {
  const { words } = model;
  const { thread } = conversation.state.value ?? { thread: null };
  if (conversation.isGone.value) return <NoThread model={model} title={words.goneThread} />;
  if (thread?.state === "removed") return <NoThread model={model} title={words.removedThread} help={words.withdrawnThreadHelp} />;
  if (thread?.state === "withdrawn") return <NoThread model={model} title={words.withdrawnThread} help={words.withdrawnThreadHelp} />;
  const asked = model.entries.value.find((entry): entry is Entry & { draft: QuestionDraft } => entry.draft.act === "question" && entry.draft.id === conversation.id);
  if (!thread && asked) return <AskedHere model={model} entry={asked} />;
  return thread ? <Discussion model={model} conversation={conversation} thread={thread} /> : <NotYet model={model} />;
}

/** Our own question before the live channel shows it. */
function AskedHere({ model, entry }: { model: Model; entry: Entry & { draft: QuestionDraft } }) {
  const { draft, sending } = entry;
  return (
    <div class="scroll"><div class="body">
      <article class="asked">
        <p class="row spread meta"><SendingWord model={model} sending={sending} /></p>
        <h3><bdi lang="">{draft.title}</bdi></h3>
        {draft.body !== draft.title && <Doc doc={plainDoc(draft.body)} />}
        <PendingPictures model={model} draft={draft} />
        <SendingActs model={model} entry={entry} />
      </article>
    </div></div>
  );
}

interface DiscussionProps { model: Model; conversation: Conversation; thread: Thread }

function Discussion({ model, conversation, thread }: DiscussionProps) {
  const { words } = model;
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const reading = useRef<Reading | null>(null);
  useEffect(() => {
    reading.current = new Reading(scroller.current!, content.current!, (isAtEnd) => conversation.reach(isAtEnd));
    return () => reading.current?.leave();
  }, []);

  const isClosed = thread.status === "closed";
  const reply = (post: Post): void => {
    model.setReply(thread.id, { replyTo: post.id });
    field.current?.focus();
  };
  const showNew = (): void => {
    const first = conversation.replies.value.find((p) => p.seq > (conversation.readUpTo.value ?? 0));
    reading.current?.follow();
    if (first) document.getElementById(`post-${first.id}`)?.focus({ preventScroll: true });
  };

  return (
    <>
      <div class="scroll held" ref={scroller}>
        <div class="body" ref={content}>
          {thread.kind === "testimonies" ? <Gathering model={model} thread={thread} />
            : conversation.opening.value && <Asked model={model} conversation={conversation} thread={thread} post={conversation.opening.value} />}
          {conversation.state.value?.earlier != null && (
            <Part words={words} part={conversation.part.value} text={words.earlier} onClick={() => void model.loadEarlier(conversation)} />
          )}
          <Log model={model} conversation={conversation} thread={thread} onReply={reply} canReply={!isClosed} />
          <Typing model={model} conversation={conversation} />
        </div>
      </div>
      {conversation.unread.value > 0 && <Pill icon="down" text={words.newMessages(conversation.unread.value)} onClick={showNew} />}
      {isClosed ? <p class="composer quiet">{words.closedThread}</p>
        : <Composer model={model} conversation={conversation} field={field} onSent={() => reading.current?.follow()} />}
    </>
  );
}

/**
 * The question itself. Details that only repeat the title are not drawn twice. It is no line to hold (scroll.ts): earlier messages are
 * loaded just beneath it, and it is the first message below them that must not move.
 */
function Asked({ model, conversation, thread, post }: DiscussionProps & { post: Post }) {
  const { words, lang, now } = model;
  const { failure } = model.acts;
  const { acts, instead, isEditing } = useOwnActs({ model, conversation, post, isOpening: true });
  const hasDetails = post.state === "visible" && post.body.split(/\s+/).join(" ").trim() !== thread.title;
  return (
    <article class="asked" id={`post-${post.id}`} tabIndex={-1} aria-labelledby="asked">
      <p class="row spread">
        <Status thread={thread} words={words} />
        <span class="meta">
          {model.isMine(post) ? <>{words.you} · <bdi>{post.author.name}</bdi></>
            : <button type="button" class="link name" aria-haspopup="dialog" onClick={() => { model.person.value = post.author; }}><bdi>{post.author.name}</bdi></button>} · <time dateTime={post.created_at}>{ago(post.created_at, now.value, lang)}</time>
          {post.edited_at && post.state === "visible" && <> · {words.edited}</>}
        </span>
      </p>
      <h3 id="asked"><bdi lang="">{thread.title}</bdi></h3>
      {isEditing ? instead : hasDetails && <Said post={post} words={words} lang={lang} />}
      <Pictures pictures={post.pictures} words={words} />
      {post.video && <Lazy load={() => import("../draw/guide/video.tsx").then((part) => part.Film)} props={{ video: post.video, lang }} words={words} />}
      {post.state === "withdrawn" && <p class="gone">{words.withdrawn}</p>}
      {thread.field && <About model={model} field={thread.field} />}
      <Topics thread={thread} name={words.topics} onChoose={(topic) => model.showTopic(topic)} />
      {!isEditing && (instead ?? (post.state === "visible" && <div class="acts"><ThreadActs {...{ model, conversation, thread, post }} />{acts}</div>))}
      <FieldError id={`failure-${thread.id}`} error={failure.value?.at === thread.id ? failure.value.said : null} />
    </article>
  );
}

/** The head of the testimonies: the first of them only happens to open their thread, and is told like the others. */
function Gathering({ model, thread }: { model: Model; thread: Thread }) {
  return (
    <div class="asked">
      <h3>{model.words.thread.testimonies}</h3>
      <div class="acts"><Follow model={model} thread={thread} /></div>
    </div>
  );
}

/** The control that it is about, and the way to it in the reader's own page. */
function About({ model: { words, form }, field: { key, label } }: { model: Model; field: Field }) {
  return (
    <p class="fieldref">
      <span><Icon name="field" small /><bdi>{label}</bdi></span>
      {form.has(key)
        ? <button type="button" class="btn small" aria-label={words.showField(label)} onClick={() => form.reveal(key)}>{words.showThisField}</button>
        : <span class="meta">{words.fieldNotHere}</span>}
    </p>
  );
}

/** For the asker: it is settled. For others: the same question. For everybody: to be told what comes. */
function ThreadActs({ model, conversation, thread, post }: DiscussionProps & { post: Post }) {
  const { words, acts } = model;
  const isMine = model.isMine(post);
  const isQuestion = thread.kind === "question";
  const isSame = acts.same.value.has(thread.id);
  return (
    <>
      {isQuestion && !isMine && (
        <button type="button" class="btn small num" aria-pressed={isSame} onClick={() => void acts.haveSameQuestion(conversation, thread)}>
          <Icon name={isSame ? "check" : "same"} small />{words.haveSame}{thread.same_question > 0 && <> · {thread.same_question}</>}
        </button>
      )}
      {isQuestion && isMine && thread.status !== "closed" && (
        <button type="button" class="btn small" onClick={() => void acts.settle(conversation, thread)}>
          <Icon name="check" small />{thread.status === "solved" ? words.reopen : words.settle}
        </button>
      )}
      {isQuestion && isMine && thread.same_question > 0 && <span class="meta num">{words.sameCount(thread.same_question)}</span>}
      <Follow model={model} thread={thread} />
    </>
  );
}

function Follow({ model: { words, acts }, thread }: { model: Model; thread: Thread }) {
  const isFollowed = acts.follows.value.has(thread.id);
  return (
    <button type="button" class="btn small bare" aria-pressed={isFollowed} onClick={() => void acts.follow(thread.id)}>
      {isFollowed && <Icon name="check" small />}{isFollowed ? words.following : words.follow}
    </button>
  );
}

interface LogProps { model: Model; conversation: Conversation; thread: Thread; onReply: (post: Post) => void; canReply: boolean }

/** The kept answer, the official one, then the rest as it came. */
function answersFirst(replies: readonly Post[], { accepted, official }: Thread): readonly Post[] {
  const rank = ({ id, state }: Post): number => (state !== "visible" ? 2 : id === accepted ? 0 : id === official ? 1 : 2);
  return [...replies].sort((a, b) => rank(a) - rank(b));
}

/** What others keep, stand for or thank for is worth being found by who never asks. */
const isGood = ({ accepted, kind }: Thread, { id, official, helpful }: Post): boolean => kind !== "testimonies" && (accepted === id || official !== null || helpful > 0);

interface PostActsProps extends DiscussionProps { post: Post; isAsker: boolean }

/** To thank, for all but its author; to keep it as the answer, for the asker. One's own thanks are told as a number. */
function PostActs({ model, conversation, thread, post, isAsker }: PostActsProps) {
  const { words, acts } = model;
  const isMine = model.isMine(post);
  const isThanked = acts.thanked.value.has(post.id);
  const count = post.helpful > 0 && <> · {post.helpful}</>;
  const isKept = thread.accepted === post.id;
  return (
    <>
      {isMine ? post.helpful > 0 && <span class="meta num helped"><Icon name="heart" small />{words.helpfulCount(post.helpful)}</span> : (
        <button type="button" class="btn small num" aria-pressed={isThanked} onClick={() => void acts.thank(conversation, post)}>
          <Icon name={isThanked ? "check" : "heart"} small />{words.helped}{count}
        </button>
      )}
      {isGood(thread, post) && <button type="button" class="btn small bare" onClick={() => model.parts.putInGuide(thread, post)}>{words.intoGuide}</button>}
      {isAsker && thread.kind === "question" && thread.status !== "closed" && (
        <button type="button" class="btn small bare" onClick={() => void acts.accept(conversation, thread, post)}>{isKept ? words.notAnswer : words.isAnswer}</button>
      )}
    </>
  );
}

/** A log that does not speak by itself: announce.ts tells its news, a burst as one sentence. */
function Log({ model, conversation, thread, onReply, canReply }: LogProps) {
  const { words, entries, acts, board } = model;
  const replies = thread.kind === "testimonies" ? conversation.state.value?.posts ?? [] : answersFirst(conversation.replies.value, thread);
  const changed = board.state.value?.changed ?? {};
  const asker = conversation.opening.value;
  const isAsker = asker !== null && model.isMine(asker);
  const shown = new Set(replies.map((p) => p.id));
  const pending = entries.value.filter(({ draft }) => draft.act === "reply" && draft.thread === conversation.id && !shown.has(draft.id));
  return (
    <div class="log" role="log" aria-live="off" aria-label={words.messages}>
      {replies.map((post) => (
        <Message key={post.id} {...{ model, conversation, post, onReply, canReply }}
          keptBy={thread.accepted === post.id ? thread.author.name : null} outdated={outdatedSince(post, thread, changed)}
          onWho={(author) => { model.person.value = author; }} failure={acts.failure.value?.at === post.id ? acts.failure.value.said : null}
          more={<PostActs {...{ model, conversation, thread, post, isAsker }} />} />
      ))}
      {pending.map((entry) => <PendingPost key={entry.draft.id} model={model} entry={entry} />)}
      {replies.length + pending.length === 0 && <p class="quiet">{words.noReplyYet}</p>}
    </div>
  );
}

/** Its room is kept, so that nothing moves when somebody begins to write. */
function Typing({ model: { words }, conversation }: { model: Model; conversation: Conversation }) {
  const typists = conversation.typists.value;
  const said = typists.length > 1 ? words.areTyping(typists.length) : typists[0] && words.isTyping(typists[0].name);
  return (
    <p class="typing" role="status">
      {said && <><span class="dots" aria-hidden="true"><i /><i /><i /></span><bdi>{said}</bdi></>}
    </p>
  );
}
