/** To answer, in one's own name and the service's. */
import { useSignal } from "@preact/signals";
import type { Conversation } from "../draw/conversation.ts";
import { BODY_LIMIT, excess, TextField } from "../draw/field.tsx";
import type { Desk } from "./desk.ts";

export function Composer({ desk, conversation, onSent }: { desk: Desk; conversation: Conversation; onSent: () => void }) {
  const { words, said, agent } = desk;
  const { id } = conversation;
  const hasTried = useSignal(false);
  const text = desk.text(id);
  const extra = excess(text, BODY_LIMIT);
  const error = extra ? words.shorten(extra) : hasTried.value && !text.trim() ? words.emptyReply : null;

  const publish = (event?: Event): void => {
    event?.preventDefault();
    hasTried.value = !text.trim();
    document.getElementById("reply")?.focus();
    if (extra || !text.trim()) return;
    desk.publish(id);
    onSent();
  };
  const write = (written: string): void => {
    desk.setText(id, written);
    if (!written.trim()) return;
    hasTried.value = false;
    desk.types(id);
  };
  return (
    <form class="composer" onSubmit={publish} noValidate>
      <label class="label" for="reply">{said.yourReply(agent.name, agent.service ?? "")}</label>
      <TextField id="reply" value={text} rows={3} error={error} onInput={write} onSend={publish} />
      <div class="row spread"><span class="meta">{said.public}</span><button type="submit" class="btn main">{said.publish} <kbd aria-hidden="true">Ctrl ↵</kbd></button></div>
    </form>
  );
}
