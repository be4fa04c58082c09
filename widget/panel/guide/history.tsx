/** What a step said over time: who changed which words, when and why; and the way back. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { moment } from "../../client/time.ts";
import { query } from "../../client/api.ts";
import { adopt } from "../../draw/adopt.ts";
import type { Progress } from "../../draw/conversation.ts";
import { FieldError } from "../../draw/field.tsx";
import { toldIn, type Told } from "../../draw/guide/strings.ts";
import { Icon } from "../../draw/icon.tsx";
import { Part } from "../../draw/pieces.tsx";
import type { Author, Step } from "../../protocol/wire.ts";
import type { Model } from "../model.ts";
import type { Book } from "./book.ts";

adopt(`
.versions { list-style: none; }
.past h3 { margin-block: var(--s2); }
.past > .acts { margin-top: calc(-1 * var(--s3)); }
.versions > li { padding-block: var(--s4); border-top: 1px solid var(--line); }
.versions h4 { font-size: var(--text-m); line-height: 1.4; }
.diff { margin-top: var(--s2); color: var(--ink-2); font-size: .9375rem; white-space: pre-line; }
.diff.title { color: var(--ink); font-weight: 600; }
.diff del { padding-inline: 2px; border-radius: 3px; background: var(--danger-soft); color: var(--danger); text-decoration: line-through; }
.diff ins { padding-inline: 2px; border-radius: 3px; background: var(--ok-soft); color: var(--ok); text-decoration: underline; text-decoration-thickness: 2px; text-underline-offset: .18em; }
`);

export interface Piece { kind: "same" | "removed" | "added"; text: string }
interface Revision { id: string; revision: number; author: Author; summary: string; restores: number | null; at: string; erased: boolean; answer_of: string | null }
interface Change { revision: Revision; title: Piece[]; body: Piece[] }
interface Answer { step: Step; changes: Change[]; next: number | null }

export function History({ model, book, step }: { model: Model; book: Book; step: Step }) {
  const { words, lang, api } = model;
  const told = toldIn(lang);
  const answer = useSignal<Answer | null>(null);
  const part = useSignal<Progress>("loading");
  const heading = useRef<HTMLHeadingElement>(null);
  const read = async (before: number | null): Promise<void> => {
    part.value = "loading";
    try {
      const more = await api.ask<Answer>("GET", `/guide/steps/${step.id}/history?${query({ before })}`);
      answer.value = { ...more, changes: [...(before ? (answer.value?.changes ?? []) : []), ...more.changes] };
      part.value = "idle";
    } catch {
      part.value = "failed";
    }
  };
  const current = book.now(step);
  // Read again when somebody edits it meanwhile.
  useEffect(() => void read(null), [current.revision]);
  useEffect(() => heading.current?.focus(), []);
  const failure = book.failure.value;
  return (
    <div class="scroll">
      <div class="body">
        <section class="past" aria-labelledby="history">
          <p class="acts"><button type="button" class="btn small bare" onClick={() => book.show({ name: "steps" })}><Icon name="back" small />{told.back}</button></p>
          <h3 id="history" ref={heading} tabIndex={-1}><bdi lang="">{told.historyOf(current.title)}</bdi></h3>
          <p class="quiet">{told.versions}</p>
          <FieldError id="history-error" error={failure?.at === step.id ? failure.said : null} />
        </section>
        <ol class="versions" reversed>
          {(answer.value?.changes ?? []).map((change) => (
            <Version key={change.revision.id} {...{ model, book, change, told }} step={current} isCurrent={change.revision.revision === current.revision} onErased={() => void read(null)} />
          ))}
        </ol>
        {(part.value !== "idle" || answer.value?.next != null) && <Part words={words} part={part.value} text={told.older} onClick={() => void read(answer.value?.next ?? null)} />}
      </div>
    </div>
  );
}

interface VersionProps { model: Model; book: Book; step: Step; change: Change; told: Told; isCurrent: boolean; onErased: () => void }

function Version({ model, book, step, change: { revision, title, body }, told, isCurrent, onErased }: VersionProps) {
  const { lang, now } = model;
  const isErasing = useSignal(false);
  const eraser = useRef<HTMLButtonElement>(null);
  const keeper = useRef<HTMLButtonElement>(null);
  useEffect(() => { if (isErasing.value) keeper.current?.focus(); }, [isErasing.value]);
  const keep = (): void => {
    isErasing.value = false;
    requestAnimationFrame(() => eraser.current?.focus());
  };
  const restore = async (): Promise<void> => {
    if (!(await book.restore(step, revision.revision))) return;
    model.announce(told.restored);
    document.getElementById("history")?.focus();
  };
  const erase = async (): Promise<void> => {
    if (!(await book.erase(step, revision.id))) return keep();
    isErasing.value = false;
    document.getElementById("history")?.focus();
    onErased();
  };
  const why = revision.restores ? told.restores(revision.restores) : revision.summary;
  return (
    <li>
      <h4 class="num">{told.version(revision.revision)}{isCurrent && <> · <span class="quiet">{told.current}</span></>}</h4>
      <p class="meta"><bdi>{revision.author.name}</bdi> · <time dateTime={revision.at}>{moment(revision.at, now.value, lang)}</time>{why && <> · <bdi lang="">{why}</bdi></>}</p>
      {revision.erased ? <p class="gone">{told.erased}</p> : (
        <>
          <Diff pieces={title} told={told} head />
          <Diff pieces={body} told={told} />
        </>
      )}
      {!isCurrent && !revision.erased && !isErasing.value && (
        <div class="acts">
          <button type="button" class="btn small" onClick={() => void restore()}>{told.restoreVersion(revision.revision)}</button>
          {(book.isMine(revision.author) || book.isMine({ id: revision.answer_of })) && (
            <button type="button" class="btn small bare" ref={eraser} aria-label={told.eraseVersion(revision.revision)} onClick={() => { isErasing.value = true; }}>{told.erase}</button>
          )}
        </div>
      )}
      {isErasing.value && (
        <div class="confirm" role="group" aria-label={told.eraseAsk}
          onKeyDown={(event) => { if (event.key === "Escape") { event.stopPropagation(); keep(); } }}>
          <p>{told.eraseAsk}</p>
          <div class="row">
            <button type="button" class="btn small" onClick={() => void erase()}>{told.eraseYes}</button>
            <button type="button" class="btn small bare" ref={keeper} onClick={keep}>{told.keep}</button>
          </div>
        </div>
      )}
    </li>
  );
}

/** Words and shapes say what was removed and added; colour comes last. What nothing stood before is all new: it reads as a text. */
export function Diff({ pieces, told, head = false }: { pieces: readonly Piece[]; told: Told; head?: boolean }) {
  return (
    <p class={head ? "diff title" : "diff"} dir="auto" lang="">
      {pieces.map(({ kind, text }, at) =>
        kind === "same" || pieces.length === 1 ? text
        : kind === "removed" ? <del key={at}><span class="sr">{told.deleted} </span>{text}</del>
        : <ins key={at}><span class="sr">{told.inserted} </span>{text}</ins>)}
    </p>
  );
}
