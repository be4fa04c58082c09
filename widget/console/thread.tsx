/** The open question and the conversation about it, as it happens. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { moment } from "../client/time.ts";
import { Doc } from "../draw/doc.tsx";
import { Icon } from "../draw/icon.tsx";
import { Status } from "../draw/status.tsx";
import { Topics } from "../draw/topics.tsx";
import { voiceOf, Who } from "../draw/voice.tsx";
import type { Conversation } from "../draw/conversation.ts";
import { outdatedSince } from "../draw/outdated.ts";
import { Message } from "../draw/message.tsx";
import { Pictures } from "../draw/pictures.tsx";
import { Part, Pill } from "../draw/pieces.tsx";
import { Reading } from "../draw/scroll.ts";
import type { Post, Thread } from "../protocol/wire.ts";
import { Composer } from "./composer.tsx";
import type { Desk } from "./desk.ts";
import { PostDecisions, ThreadDecisions } from "./decisions.tsx";
import { PendingPost } from "./pending.tsx";
import { following, type Route } from "./route.ts";
import { waited } from "./waiting.ts";

interface TalkProps { desk: Desk; route: Route }
interface DiscussionProps extends TalkProps { conversation: Conversation; thread: Thread }

export function Talk({ desk, route }: TalkProps) {
  const { words, said } = desk;
  const conversation = desk.conversation.value;
  if (!conversation) {
    const isEmpty = desk.queue.value?.total === 0;
    return isEmpty ? <Blank title={said.emptyTitle} /> : <Blank title={said.noneOpen}>{said.noneOpenHelp}</Blank>;
  }
  const thread = conversation.state.value?.thread;
  const back = <Back desk={desk} route={route} />;
  if (conversation.isGone.value) return <Blank back={back} title={words.goneThread} />;
  if (!thread) return <div class="talk">{back}<p class="soon quiet">{words.loading}</p></div>;
  if (thread.state === "removed") return <Blank back={back} title={words.removedThread}>{said.goneHelp}</Blank>;
  if (thread.state === "withdrawn") return <Blank back={back} title={words.withdrawnThread}>{said.goneHelp}</Blank>;
  return <Discussion key={thread.id} {...{ desk, route, conversation, thread }} />;
}

function Blank({ back, title, children }: { back?: ComponentChildren; title: string; children?: ComponentChildren }) {
  return <div class="talk">{back}<div class="blank"><h2>{title}</h2>{children && <p>{children}</p>}</div></div>;
}

/** Seen where queue and thread do not fit side by side. */
function Back({ desk, route }: TalkProps) {
  return <a class="back" href="/console" onClick={following(() => route.toQueue())}><Icon name="back" small />{desk.said.back}</a>;
}

function Discussion({ desk, route, conversation, thread }: DiscussionProps) {
  const { words, said } = desk;
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const reading = useRef<Reading | null>(null);
  useEffect(() => {
    reading.current = new Reading(scroller.current!, content.current!, (isAtEnd) => conversation.reach(isAtEnd));
    if (route.hasArrived(thread.id)) title.current?.focus();
    return () => reading.current?.leave();
  }, []);
  const opening = conversation.opening.value;
  const showNew = (): void => {
    const first = conversation.replies.value.find((post) => post.seq > (conversation.readUpTo.value ?? 0));
    reading.current?.follow();
    if (first) document.getElementById(`post-${first.id}`)?.focus({ preventScroll: true });
  };
  return (
    <section class="talk" aria-labelledby="thread">
      <div class="scroll held" ref={scroller}>
        <div class="body" ref={content}>
          <Back desk={desk} route={route} />
          <article class="asked">
            <Standing desk={desk} thread={thread} />
            <h2 id="thread" ref={title} tabIndex={-1}><bdi lang="">{thread.title}</bdi></h2>
            <Topics thread={thread} name={said.topics} />
            {opening && <Opening desk={desk} thread={thread} post={opening} />}
            <ThreadDecisions desk={desk} thread={thread} />
          </article>
          {conversation.state.value?.earlier != null && (
            <Part words={words} part={conversation.part.value} text={words.earlier} onClick={() => void desk.loadEarlier(conversation)} />
          )}
          <Log desk={desk} conversation={conversation} thread={thread} />
          <Typing desk={desk} conversation={conversation} />
        </div>
      </div>
      {conversation.unread.value > 0 && <Pill icon="down" text={words.newMessages(conversation.unread.value)} onClick={showNew} />}
      {thread.status === "closed" ? <p class="composer quiet">{said.closed}</p>
        : <Composer desk={desk} conversation={conversation} onSent={() => reading.current?.follow()} />}
    </section>
  );
}

/** Its page, and how long it has waited; for one that waits no more, what became of it. */
function Standing({ desk, thread }: { desk: Desk; thread: Thread }) {
  const { words, said, lang, now } = desk;
  const page = desk.page.value?.page ?? desk.waiting.value?.page;
  const since = desk.waiting.value?.waiting_since;
  return (
    <p class="row spread">
      <span class="chip">{page?.title || page?.key}</span>
      {since ? <span class="status wait num"><Icon name="clock" small />{said.waitsSince} {waited(since, now.value, lang)}</span>
        : <Status thread={thread} words={words} />}
    </p>
  );
}

/** The opening post under the title. Details that only repeat the title are not drawn twice. */
function Opening({ desk, thread, post }: { desk: Desk; thread: Thread; post: Post }) {
  const { words, lang, now } = desk;
  const hasDetails = post.state === "visible" && post.body.split(/\s+/).join(" ").trim() !== thread.title;
  return (
    <>
      <Who author={post.author}>
        {voiceOf(post.author, words)} · <time dateTime={post.created_at}>{moment(post.created_at, now.value, lang)}</time>
        {post.edited_at && post.state === "visible" && <> · {words.edited}</>}
      </Who>
      {hasDetails && <Doc doc={post.doc} />}
      <Pictures pictures={post.pictures} words={words} />
    </>
  );
}

/** A log that does not speak by itself: the announcer tells its news, a burst as one sentence. */
function Log({ desk, conversation, thread }: { desk: Desk; conversation: Conversation; thread: Thread }) {
  const { failure, page } = desk;
  const changed = page.value?.changed ?? {};
  const replies = conversation.replies.value;
  const shown = new Set(replies.map((post) => post.id));
  const pending = desk.entries.value.filter(({ draft }) => draft.act === "reply" && draft.thread === conversation.id && !shown.has(draft.id));
  return (
    <div class="log" role="log" aria-live="off" aria-label={desk.words.messages}>
      {replies.map((post) => (
        <Message key={post.id} model={desk} conversation={conversation} post={post} canReply={false} onReply={() => undefined}
          keptBy={thread.accepted === post.id ? thread.author.name : null} outdated={outdatedSince(post, thread, changed)}
          failure={failure.value?.at === post.id ? failure.value.said : null} more={<PostDecisions desk={desk} thread={thread} post={post} />} />
      ))}
      {pending.map((entry) => <PendingPost key={entry.draft.id} desk={desk} entry={entry} />)}
      {replies.length + pending.length === 0 && <p class="quiet">{desk.said.noReply}</p>}
    </div>
  );
}

/** Its room is kept, so that nothing moves when somebody begins to write. */
function Typing({ desk: { words }, conversation }: { desk: Desk; conversation: Conversation }) {
  const typists = conversation.typists.value;
  const said = typists.length > 1 ? words.areTyping(typists.length) : typists[0] && words.isTyping(typists[0].name);
  return (
    <p class="typing" role="status">
      {said && <><span class="dots" aria-hidden="true"><i /><i /><i /></span><bdi>{said}</bdi></>}
    </p>
  );
}
