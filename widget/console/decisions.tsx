/** What an agent decides: this answer is the service's, this question stands first, this one is closed; and a note for everybody. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { FieldError } from "../draw/field.tsx";
import { draftFrom, type Draft } from "../draw/guide/draft.ts";
import { Icon } from "../draw/icon.tsx";
import { Lazy } from "../draw/lazy.tsx";
import type { Post, Thread } from "../protocol/wire.ts";
import type { Desk } from "./desk.ts";
import { Keeping } from "./keeping.tsx";

export function ThreadDecisions({ desk, thread }: { desk: Desk; thread: Thread }) {
  const { said, words, failure } = desk;
  const isNoting = useSignal(false);
  const noter = useRef<HTMLButtonElement>(null);
  const path = `/threads/${thread.id}`;
  const decide = (method: string, what: string, body?: unknown) => (): void => void desk.decide(thread.id, method, `${path}/${what}`, body);
  const left = (): void => {
    isNoting.value = false;
    requestAnimationFrame(() => noter.current?.focus());
  };
  return (
    <>
      <div class="acts">
        <button type="button" class="btn small" aria-pressed={thread.pinned} onClick={decide(thread.pinned ? "DELETE" : "PUT", "pinned")}>
          <Icon name="pin" small />{thread.pinned ? said.unpin : said.pin}
        </button>
        {thread.status === "closed"
          ? <button type="button" class="btn small" onClick={decide("PUT", "status", { status: "open" })}>{said.reopen}</button>
          : <button type="button" class="btn small" onClick={decide("PUT", "status", { status: "closed" })}><Icon name="lock" small />{said.closeThread}</button>}
        <button type="button" class="btn small bare" ref={noter} aria-expanded={isNoting.value} onClick={() => { isNoting.value = !isNoting.value; }}>{said.writeNote}</button>
        <Keeping desk={desk} thread={thread} />
      </div>
      <FieldError id={`failure-${thread.id}`} error={failure.value?.at === thread.id ? failure.value.said : null} />
      {isNoting.value && (
        <Lazy load={() => import("./note.tsx").then((part) => part.NoteForm)} words={words} props={{ desk, on: thread.page, onDone: left }} />
      )}
    </>
  );
}

/** The one official answer of a thread: made so with its source, or no longer. */
export function PostDecisions(props: PostProps) {
  return <><Officially {...props} /><IntoGuide {...props} /></>;
}

/** A good answer is worth being found by who never asks. */
function IntoGuide({ desk, thread, post }: PostProps) {
  const { said, words } = desk;
  const name = `guide-${post.id}`;
  const doing = useSignal<"nothing" | "writing" | "done">("nothing");
  const opener = useRef<HTMLButtonElement>(null);
  if (post.state !== "visible" || thread.kind === "testimonies") return null;
  const leave = (): void => {
    doing.value = "nothing";
    requestAnimationFrame(() => opener.current?.focus());
  };
  const done = (): void => {
    doing.value = "done";
    desk.announce(said.guideDone);
    requestAnimationFrame(() => document.getElementById(`post-${post.id}`)?.focus({ preventScroll: true }));
  };
  const write = (): void => {
    desk.begun.write(name, desk.begun.read<Draft | null>(name, null) ?? draftFrom(thread, post));
    doing.value = "writing";
  };
  if (doing.value === "done") return <span class="status ok"><Icon name="check" small />{said.guideDone}</span>;
  if (doing.value === "nothing") {
    return <button type="button" class="btn small bare" ref={opener} onClick={write}>{said.intoGuide}</button>;
  }
  return <Lazy load={() => import("./guide.tsx").then((part) => part.GuideForm)} words={words} props={{ desk, thread, post, name, onLeave: leave, onDone: done }} />;
}

interface PostProps { desk: Desk; thread: Thread; post: Post }

function Officially({ desk, post }: PostProps) {
  const { said, words } = desk;
  const isAsking = useSignal(false);
  const source = useSignal(post.source ?? "");
  const input = useRef<HTMLInputElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  useEffect(() => { if (isAsking.value) input.current?.focus(); }, [isAsking.value]);
  const leave = (): void => {
    isAsking.value = false;
    requestAnimationFrame(() => opener.current?.focus());
  };
  const path = `/posts/${post.id}/official`;
  if (post.official) {
    return <button type="button" class="btn small bare" ref={opener} onClick={() => void desk.decide(post.id, "DELETE", path)}>{said.unofficial}</button>;
  }
  if (!isAsking.value) {
    return <button type="button" class="btn small" ref={opener} onClick={() => { isAsking.value = true; }}><Icon name="shield" small />{said.official}</button>;
  }
  const confirm = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (await desk.decide(post.id, "PUT", path, source.value.trim() ? { source: source.value.trim() } : {})) leave();
  };
  return (
    <form class="decide" onSubmit={(event) => void confirm(event)}
      onKeyDown={(event) => { if (event.key === "Escape") { event.stopPropagation(); leave(); } }}>
      <label class="label" for={`source-${post.id}`}>{words.sourceField}</label>
      <input class="input" id={`source-${post.id}`} ref={input} value={source.value} maxLength={300} dir="auto" autocomplete="off"
        onInput={(event) => { source.value = event.currentTarget.value; }} />
      <div class="row">
        <button type="submit" class="btn small main">{said.official}</button>
        <button type="button" class="btn small bare" onClick={leave}>{words.cancel}</button>
      </div>
    </form>
  );
}
