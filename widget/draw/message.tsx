/** A message of the thread with what may be done with it: answer it; edit or withdraw one's own. */
import { useSignal, type ReadonlySignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { ApiProblem } from "../client/api.ts";
import type { Begun } from "../client/begun.ts";
import type { Lang, Words } from "../client/strings.ts";
import type { Author, Post } from "../protocol/wire.ts";
import type { Conversation } from "./conversation.ts";
import { BODY_LIMIT, excess, FieldError, TextField } from "./field.tsx";
import { PostView, Quote } from "./post.tsx";

/** What a program offers to those who write in it. `edit` and `withdraw` throw what the API throws. */
export interface Writer {
  words: Words;
  lang: Lang;
  now: ReadonlySignal<number>;
  begun: Begun;
  isMine(post: Post): boolean;
  edit(conversation: Conversation, post: Post, body: string): Promise<void>;
  withdraw(conversation: Conversation, post: Post): Promise<void>;
}

const EDITABLE_FOR = 60 * 60_000;

export interface MessageProps { model: Writer; conversation: Conversation; post: Post; isOpening?: boolean }
interface OpenMessageProps extends MessageProps {
  onReply: (post: Post) => void;
  canReply: boolean;
  /** See `PostProps`. */
  keptBy?: string | null;
  outdated?: string | null;
  /** What the program offers besides: before "Répondre", and a word beneath when it failed. */
  more?: ComponentChildren;
  onWho?: (author: Author) => void;
  failure?: string | null;
}

export function Message({ onReply, canReply, keptBy = null, outdated = null, more, onWho, failure = null, ...props }: OpenMessageProps) {
  const { model, conversation, post } = props;
  const { words, lang, now } = model;
  const isMine = model.isMine(post);
  const own = useOwnActs(props);
  const quote = post.reply_to && post.reply_to !== conversation.opening.value?.id && post.state === "visible"
    ? <Quote post={conversation.post(post.reply_to)} words={words} onGo={goTo} /> : null;
  const acts = post.state === "visible" && !own.instead && (
    <>
      {more}
      {canReply && !isMine && (
        <button type="button" class="btn small bare" aria-label={words.replyTo(post.author.name)} onClick={() => onReply(post)}>{words.reply}</button>
      )}
      {own.acts}
      <FieldError id={`failure-${post.id}`} error={failure} />
    </>
  );
  return (
    <PostView post={post} isMine={isMine} words={words} lang={lang} now={now.value} quote={quote} keptBy={keptBy} outdated={outdated} onWho={onWho} instead={own.isEditing ? own.instead : undefined}
      after={isMine && post.state === "visible" && <> · {words.sent}</>}>
      {own.isEditing ? null : own.instead ?? acts}
    </PostView>
  );
}

/** Shows a message that is quoted, and moves the focus there. */
function goTo(post: Post): void {
  const article = document.getElementById(`post-${post.id}`);
  article?.scrollIntoView({ block: "center" });
  article?.focus({ preventScroll: true });
}

/** Edit and withdraw, for the author alone: the buttons, or what stands in their place once one was chosen. */
export function useOwnActs({ model, conversation, post, isOpening = false }: MessageProps): {
  acts: ComponentChildren; instead: ComponentChildren; isEditing: boolean;
} {
  const { words, now } = model;
  const doing = useSignal<"nothing" | "edit" | "withdraw">("nothing");
  const edit = useRef<HTMLButtonElement>(null);
  const withdraw = useRef<HTMLButtonElement>(null);
  if (!model.isMine(post) || post.state !== "visible") return { acts: null, instead: null, isEditing: false };

  const back = (to: typeof edit): void => {
    doing.value = "nothing";
    requestAnimationFrame(() => to.current?.focus());
  };
  const isEditable = now.value - Date.parse(post.created_at) < EDITABLE_FOR;
  const acts = (
    <>
      {isEditable && <button type="button" class="btn small bare" ref={edit} onClick={() => { doing.value = "edit"; }}>{words.edit}</button>}
      <button type="button" class="btn small bare" ref={withdraw} onClick={() => { doing.value = "withdraw"; }}>{words.withdraw}</button>
    </>
  );
  const instead =
    doing.value === "edit" ? <Editor {...{ model, conversation, post }} onDone={() => back(edit)} />
    : doing.value === "withdraw" ? <Withdrawal {...{ model, conversation, post, isOpening }} onDone={() => back(withdraw)} />
    : null;
  return { acts, instead, isEditing: doing.value === "edit" };
}

type DoingProps = MessageProps & { onDone: () => void };

function Editor({ model, conversation, post, onDone }: DoingProps) {
  const { words, begun } = model;
  const error = useSignal<string | null>(null);
  const isSaving = useSignal(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const id = `edit-${post.id}`;
  const text = begun.read(id, post.body);
  useEffect(() => { field.current?.focus(); }, []);

  const extra = excess(text, BODY_LIMIT);
  const save = async (event?: Event): Promise<void> => {
    event?.preventDefault();
    if (isSaving.value || extra || !text.trim()) return;
    isSaving.value = true;
    error.value = null;
    try {
      await model.edit(conversation, post, text);
      if (begun.read(id, text) !== text) return; // typed on meanwhile
      cancel();
    } catch (failure) {
      error.value = said(failure, model);
    } finally {
      isSaving.value = false;
    }
  };
  const cancel = (): void => {
    begun.drop(id);
    onDone();
  };
  return (
    <form class="editor" onSubmit={save} onKeyDown={onEscape(onDone)}>
      <label class="label" for={id}>{words.editLabel}</label>
      <TextField id={id} value={text} rows={2} field={field} onSend={save} onInput={(value) => begun.write(id, value)}
        error={extra ? words.shorten(extra) : text.trim() ? error.value : words.emptyReply} />
      <div class="row">
        <button type="submit" class="btn main small" aria-disabled={isSaving.value}>{isSaving.value ? words.saving : words.save}</button>
        <button type="button" class="btn bare small" onClick={cancel}>{words.cancel}</button>
      </div>
    </form>
  );
}

function Withdrawal({ model, conversation, post, isOpening, onDone }: DoingProps) {
  const { words } = model;
  const keep = useRef<HTMLButtonElement>(null);
  const error = useSignal<string | null>(null);
  const question = isOpening ? words.withdrawQuestionAsk : words.withdrawAsk;
  useEffect(() => { keep.current?.focus(); }, []);

  const withdraw = async (): Promise<void> => {
    error.value = null;
    try {
      await model.withdraw(conversation, post);
      document.getElementById(`post-${post.id}`)?.focus({ preventScroll: true });
    } catch (failure) {
      error.value = said(failure, model);
    }
  };
  return (
    <div class="confirm" role="group" aria-label={question} onKeyDown={onEscape(onDone)}>
      <p>{question}</p>
      <div class="row">
        <button type="button" class="btn small" onClick={() => void withdraw()}>{words.withdrawYes}</button>
        <button type="button" class="btn small bare" ref={keep} onClick={onDone}>{words.withdrawNo}</button>
      </div>
      <FieldError id={`withdraw-${post.id}-error`} error={error.value} />
    </div>
  );
}

/** Escape leaves what is being done, not the panel. */
const onEscape = (leave: () => void) => (event: KeyboardEvent): void => {
  if (event.key !== "Escape") return;
  event.stopPropagation();
  leave();
};

const said = (failure: unknown, { words }: Writer): string =>
  (failure instanceof ApiProblem && failure.problem.detail) || words.unreachable;
