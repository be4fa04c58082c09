/** What was written here and is on its way: drawn at once, and told apart by words until it is confirmed. */
import { useSignal } from "@preact/signals";
import type { Draft, Entry } from "../client/outbox.ts";
import { Doc, plainDoc } from "../draw/doc.tsx";
import { Icon } from "../draw/icon.tsx";
import { Lazy } from "../draw/lazy.tsx";
import { PostView } from "../draw/post.tsx";
import { Who } from "../draw/voice.tsx";
import { copyText } from "../draw/copy.ts";
import type { Model } from "./model.ts";
import { NameEditor } from "./name.tsx";
import { SendingWord } from "./sending.tsx";

/** A reply under way, in the place it will have. */
export function PendingPost({ model, entry }: { model: Model; entry: Entry }) {
  const { words, lang, now } = model;
  const { draft, sending } = entry;
  if (sending.name === "sent") {
    return <PostView post={sending.post} isMine words={words} lang={lang} now={now.value} after={<> · {words.sent}</>} />;
  }
  const author = { id: "", name: model.identity.me.value?.name ?? model.identity.pseudonym.value, voice: "citizen" as const };
  return (
    <article class="post mine" tabIndex={-1} aria-labelledby={`who-${draft.id}`} data-line>
      <Who author={author} id={`who-${draft.id}`} name={words.you}><bdi>{author.name}</bdi>{" · "}<SendingWord model={model} sending={sending} /></Who>
      <Doc doc={plainDoc(draft.body)} />
      <PendingPictures model={model} draft={draft} />
      <SendingActs model={model} entry={entry} />
    </article>
  );
}

/** They were sent before, and nobody is shown them yet: drawn from what this browser still holds. */
export function PendingPictures({ model: { words }, draft: { pictures = [] } }: { model: Model; draft: Draft }) {
  if (pictures.length === 0) return null;
  return <Lazy load={() => import("./pictures/waiting.tsx").then((part) => part.Waiting)} props={{ pictures }} words={words} />;
}

/** Why it was refused, and what can be done. */
export function SendingActs({ model, entry: { draft, sending } }: { model: Model; entry: Entry }) {
  const { words } = model;
  if (sending.name !== "unsent" && sending.name !== "refused") return null;
  const isRefused = sending.name === "refused";
  const text = draft.act === "question" ? [...new Set([draft.title, draft.body])].join("\n\n") : draft.body;
  const retry = (): void => model.retryEntry(draft.id);
  if (isRefused && sending.field === "name") {
    return <><p class="error" role="alert"><Icon name="alert" small />{sending.detail}</p><NameEditor model={model} id={`name-${draft.id}`} onKeep={retry} /></>;
  }
  return (
    <>
      {isRefused && <p class="error" role="alert"><Icon name="alert" small />{sending.detail || words.unreachable}</p>}
      <div class="acts">
        {isRefused
          ? <button type="button" class="btn small" onClick={() => model.takeBack(draft.id)}>{words.editText}</button>
          : <button type="button" class="btn small" onClick={retry}>{words.retry}</button>}
        <Copy model={model} text={text} />
      </div>
    </>
  );
}

function Copy({ model, text }: { model: Model; text: string }) {
  const { words } = model;
  const done = useSignal<string | null>(null);
  const copy = (): void => {
    done.value = copyText(text) ? words.copied : words.notCopied;
    model.announce(done.value);
  };
  return <><button type="button" class="btn small bare" onClick={copy}>{words.copy}</button>{done.value && <span class="meta">{done.value}</span>}</>;
}
