/** What stands first on a page: the notes of the service, then the questions that an agent pinned. */
import { moment } from "../client/time.ts";
import { Doc } from "../draw/doc.tsx";
import { Icon } from "../draw/icon.tsx";
import { Lazy } from "../draw/lazy.tsx";
import type { Post, Thread } from "../protocol/wire.ts";
import { Question } from "./list.tsx";
import type { Model } from "./model.ts";

export function First({ model }: { model: Model }) {
  const { words, board, around, listing } = model;
  const told = around.page.value?.notes ?? [];
  const bodies = new Map(told.map(({ thread, post }) => [thread.id, post]));
  const pinned = (board.state.value?.pinned ?? []).filter((thread) => thread.state === "visible");
  const here = new Set(pinned.map(({ id }) => id));
  const notes = [...pinned.filter(({ kind }) => kind === "note"), ...told.map(({ thread }) => thread).filter(({ id }) => !here.has(id))];
  const questions = pinned.filter(({ kind }) => kind === listing.kind.value);
  if (notes.length + questions.length === 0) return null;
  return (
    <section aria-label={words.pinned}>
      {notes.map((note) => <Note key={note.id} model={model} note={note} post={bodies.get(note.id) ?? null} />)}
      {questions.length > 0 && <ol class="list">{questions.map((thread) => <Question key={thread.id} model={model} thread={thread} />)}</ol>}
    </section>
  );
}

/** Signed and dated. Its text stands here as far as we hold it; its comments are a thread like any other. */
function Note({ model, note, post }: { model: Model; note: Thread; post: Post | null }) {
  const { words, lang, now } = model;
  const comments = note.posts - 1;
  return (
    <article class="note" aria-labelledby={`note-${note.id}`}>
      <p class="status official"><Icon name="shield" small />{words.note}</p>
      <h3 id={`note-${note.id}`}>
        <button type="button" class="link" id={`thread-${note.id}`} onClick={() => model.openThread(note.id)}><bdi lang="">{note.title}</bdi></button>
      </h3>
      {post && <Doc doc={post.doc} />}
      {post?.video && <Lazy load={() => import("../draw/guide/video.tsx").then((part) => part.Film)} props={{ video: post.video, lang }} words={words} />}
      <p class="meta">
        <bdi>{note.author.name}</bdi>{note.author.service && <> · <bdi>{note.author.service}</bdi></>}
        {" · "}<time dateTime={note.created_at}>{moment(note.created_at, now.value, lang)}</time>
        {comments > 0 && <> · {words.comments(comments)}</>}
      </p>
    </article>
  );
}
