/** One message, as everybody sees it. What may be done with it is handed in: panel and console differ there, not here. */
import type { ComponentChildren } from "preact";
import type { Lang, Words } from "../client/strings.ts";
import { clock, moment, monthOf } from "../client/time.ts";
import type { Author, Post } from "../protocol/wire.ts";
import { Doc } from "./doc.tsx";
import { Icon } from "./icon.tsx";
import { Pictures } from "./pictures.tsx";
import { voiceOf, Who } from "./voice.tsx";

/** The language of the interface and the present moment, for every view that tells a time. */
export interface Telling { words: Words; lang: Lang; now: number }

export interface PostProps extends Telling {
  post: Post;
  isMine: boolean;
  /** The message it answers, when there is one: see `Quote`. */
  quote?: ComponentChildren;
  /** Who keeps it as the answer; null when it is not the kept one. */
  keptBy?: string | null;
  /** Since when the form is no longer what this answer speaks of. */
  outdated?: string | null;
  /** In place of the words: an editor. */
  instead?: ComponentChildren;
  /** Said after the time: "envoyé". */
  after?: ComponentChildren;
  /** Asks who its author is. */
  onWho?: (author: Author) => void;
  /** What may be done. */
  children?: ComponentChildren;
}

export function PostView({ post, isMine, quote, keptBy = null, outdated = null, instead, after, onWho, children, ...telling }: PostProps) {
  const { words } = telling;
  const isGone = post.state === "withdrawn" || post.state === "removed";
  const official = isGone ? null : post.official;
  const kind = official ? "post boxed official" : keptBy !== null ? "post boxed kept" : isMine ? "post mine" : "post";
  return (
    <article class={kind} id={`post-${post.id}`} tabIndex={-1} aria-labelledby={`who-${post.id}`} data-line>
      {keptBy !== null && <p class="band ok"><Icon name="check" small /><span>{words.acceptedBy(keptBy)}</span></p>}
      {official && <p class="band"><Icon name="shield" small />{words.official}</p>}
      <Who author={post.author} id={`who-${post.id}`} name={isMine ? words.you : post.author.name} onChoose={isMine ? undefined : onWho}>
        <About post={post} isMine={isMine} {...telling} />{after}
      </Who>
      {quote}
      {instead ?? (isGone ? <p class="gone">{post.state === "removed" ? words.removed : words.withdrawn}</p> : <Said post={post} words={words} lang={telling.lang} />)}
      {!isGone && <Pictures pictures={post.pictures} words={words} />}
      {!isGone && post.source && <Source source={post.source} words={words} />}
      {official && (
        <p class="validated meta">
          <Icon name="check" small />
          <span>{words.validated(official.name, official.service)}{"\u00a0· "}<time dateTime={official.at}>{moment(official.at, telling.now, telling.lang)}</time></span>
        </p>
      )}
      {!isGone && outdated && (
        <p class="outdated status wait"><Icon name="alert" small /><span>{words.formChanged(moment(outdated, telling.now, telling.lang))}</span></p>
      )}
      {children && <div class="acts">{children}</div>}
    </article>
  );
}

/** What the message says: how long it took, when it is a testimony, and its words. */
export function Said({ post, words, lang }: { post: Post; words: Words; lang: Lang }) {
  const { testimony } = post;
  return (
    <>
      {testimony && <p class="testimony"><Icon name="clock" small /><b>{words.testimony(testimony.days, testimony.place, monthOf(testimony.month, lang))}</b></p>}
      {post.body && <Doc doc={post.doc} />}
    </>
  );
}

/** "Citoyen · 14 h 44 · modifié"; under one's own, the name that others see. */
function About({ post, isMine, words, lang, now }: Telling & { post: Post; isMine: boolean }) {
  const isShownByName = isMine && post.author.voice !== "agent";
  return (
    <>
      {isShownByName ? <bdi>{post.author.name}</bdi> : voiceOf(post.author, words)}
      {" · "}<time dateTime={post.created_at}>{moment(post.created_at, now, lang)}</time>
      {post.edited_at && post.state === "visible" && (
        <>{" · "}<time dateTime={post.edited_at} title={clock(post.edited_at, lang)}>{words.edited}</time></>
      )}
    </>
  );
}

/** What an answer rests on: an address leads there, anything else stands as it was written. */
export function Source({ source, words }: { source: string; words: Words }) {
  const isAddress = /^https?:\/\/\S+$/i.test(source);
  return (
    <p class="source">
      {words.source} {isAddress
        ? <a href={source} target="_blank" rel="nofollow ugc noopener noreferrer">{source}</a> : <cite><bdi>{source}</bdi></cite>}
    </p>
  );
}

const EXCERPT = 90;

/** A reference to the message that is answered; choosing it goes there. Null: it is not among those we hold. */
export function Quote({ post, words, onGo }: { post: Post | null; words: Words; onGo: (post: Post) => void }) {
  if (!post) return <p class="quote"><Icon name="reply" small />{words.inReplyToEarlier}</p>;
  const [first = ""] = post.body.trim().split("\n");
  const excerpt = [...first].length > EXCERPT ? `${[...first].slice(0, EXCERPT).join("")}…` : first;
  return (
    <button type="button" class="quote" onClick={() => onGo(post)}>
      <Icon name="reply" small />
      <span><span class="quoted">{words.inReplyTo(post.author.name)}</span>{excerpt && <bdi lang="">{excerpt}</bdi>}</span>
    </button>
  );
}
