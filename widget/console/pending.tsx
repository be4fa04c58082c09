/** An answer on its way: drawn at once in the place it will have, told apart by words until the service has confirmed it. */
import type { Entry, Sending } from "../client/outbox.ts";
import { Doc, plainDoc } from "../draw/doc.tsx";
import { Icon } from "../draw/icon.tsx";
import { PostView } from "../draw/post.tsx";
import { voiceOf, Who } from "../draw/voice.tsx";
import { copyText } from "../draw/copy.ts";
import type { Desk } from "./desk.ts";

export function PendingPost({ desk, entry: { draft, sending } }: { desk: Desk; entry: Entry }) {
  const { words, said, lang, now, agent } = desk;
  if (sending.name === "sent") return <PostView post={sending.post} isMine words={words} lang={lang} now={now.value} after={<> · {words.sent}</>} />;
  const copy = (): void => desk.announce(copyText(draft.body) ? words.copied : words.notCopied);
  const why = sending.name === "refused" && (sending.code === "not-signed-in" ? said.sessionOver : sending.detail || words.unreachable);
  return (
    <article class="post mine" tabIndex={-1} aria-labelledby={`who-${draft.id}`} data-line>
      <Who author={agent} id={`who-${draft.id}`} name={words.you}>{voiceOf(agent, words)} · <SendingWord desk={desk} sending={sending} /></Who>
      <Doc doc={plainDoc(draft.body)} />
      {why && <p class="error" role="alert"><Icon name="alert" small />{why}</p>}
      {sending.name !== "sending" && (
        <div class="acts">
          {sending.name === "refused"
            ? <button type="button" class="btn small" onClick={() => desk.takeBack(draft.id)}>{words.editText}</button>
            : <button type="button" class="btn small" onClick={() => desk.retryEntry(draft.id)}>{words.retry}</button>}
          <button type="button" class="btn small bare" onClick={copy}>{words.copy}</button>
        </div>
      )}
    </article>
  );
}

function SendingWord({ desk: { words }, sending }: { desk: Desk; sending: Sending }) {
  if (sending.name === "unsent") return <span class="status wait"><Icon name="clock" small />{words.unsent}</span>;
  if (sending.name === "refused") return <span class="status bad"><Icon name="alert" small />{words.refused}</span>;
  return <>{words.sending}</>;
}
