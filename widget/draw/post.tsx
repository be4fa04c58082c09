/** One message, as everybody sees it. What may be done with it is handed in: panel and console differ there, not here. */
import type { ComponentChildren } from "preact";
import type { Lang, Words } from "../client/strings.ts";
import { clock, moment } from "../client/time.ts";
import type { Post } from "../protocol/wire.ts";
import { Doc } from "./doc.tsx";
import { Icon } from "./icon.tsx";
import { voiceOf, Who } from "./voice.tsx";

/** The language of the interface and the present moment, for every view that tells a time. */
export interface Telling { words: Words; lang: Lang; now: number }

export interface PostProps extends Telling {
  post: Post;
  isMine: boolean;
  /** The message it answers, when there is one: see `Quote`. */
  quote?: ComponentChildren;
  /** In place of the words: an editor. */
  instead?: ComponentChildren;
  /** Said after the time: "envoyé". */
  after?: ComponentChildren;
  /** What may be done. */
  children?: ComponentChildren;
}

export function PostView({ post, isMine, quote, instead, after, children, ...telling }: PostProps) {
  const { words } = telling;
  const isGone = post.state === "withdrawn";
  return (
    <article class={isMine ? "post mine" : "post"} id={`post-${post.id}`} tabIndex={-1} aria-labelledby={`who-${post.id}`} data-line>
      <Who author={post.author} id={`who-${post.id}`} name={isMine ? words.you : post.author.name}>
        <About post={post} isMine={isMine} {...telling} />{after}
      </Who>
      {quote}
      {instead ?? (isGone ? <p class="gone">{words.withdrawn}</p> : <Doc doc={post.doc} />)}
      {children && <div class="acts">{children}</div>}
    </article>
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
