/** To reply. The button is always there; the notice comes with the first letter to be written. */
import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { Icon } from "../draw/icon.tsx";
import type { Conversation } from "../draw/conversation.ts";
import { BODY_LIMIT, excess, TextField } from "../draw/field.tsx";
import type { Field } from "../protocol/wire.ts";
import { FieldChoice } from "./fields/choice.tsx";
import { Attach } from "./attach.tsx";
import type { Model } from "./model.ts";
import { NameLine } from "./name.tsx";

const SOURCE_LIMIT = 300;

export interface ComposerProps { model: Model; conversation: Conversation; field: RefObject<HTMLTextAreaElement | null>; onSent: () => void }

export function Composer({ model, conversation, field, onSent }: ComposerProps) {
  const { words } = model;
  const { body, replyTo, source, pictures } = model.replyText(conversation.id);
  const isOpen = useSignal(body !== "");
  const isSourced = useSignal(source !== "");
  const hasTried = useSignal(false);
  const extra = excess(body, BODY_LIMIT);
  const error = extra ? words.shorten(extra) : hasTried.value && !body.trim() ? words.emptyReply : null;
  const quoted = replyTo ? conversation.post(replyTo) : null;

  const send = (event?: Event): void => {
    event?.preventDefault();
    hasTried.value = !body.trim();
    field.current?.focus();
    if (extra || !body.trim()) return;
    model.reply(conversation.id);
    isSourced.value = false;
    onSent();
  };
  const write = (text: string): void => {
    model.setReply(conversation.id, { body: text });
    if (text.trim()) {
      hasTried.value = false;
      model.types(conversation.id);
    }
  };

  /** Where the cursor stands in the text. */
  const cite = ({ key, label }: Field): void => {
    const area = field.current!;
    const [before, after] = [body.slice(0, area.selectionStart), body.slice(area.selectionEnd)];
    const blank = /\S$/.test(before) ? " " : "";
    write(`${before}${blank}[${label.replace(/[\\[\]]/g, "\\$&")}](field:${key}) ${after}`);
    area.focus();
  };

  return (
    <form class="composer" aria-label={words.yourReply} onSubmit={send} noValidate>
      {quoted && (
        <p class="answering">
          <Icon name="reply" small /><span>{words.inReplyTo(quoted.author.name)}</span>
          <button type="button" class="btn square" aria-label={words.dropQuote} title={words.dropQuote}
            onClick={() => { model.setReply(conversation.id, { replyTo: null }); field.current?.focus(); }}><Icon name="close" small /></button>
        </p>
      )}
      <label class="label" for="reply">{words.yourReply}</label>
      <div class="write">
        <TextField id="reply" value={body} field={field} error={error} describedBy={isOpen.value ? "reply-notice" : undefined}
          onInput={write} onSend={send} onFocus={() => { isOpen.value = true; }} />
        <button type="submit" class="btn main" title={words.shortcut}>{words.send}</button>
      </div>
      {isOpen.value && isSourced.value && (
        <div class="field">
          <label class="label" for="reply-source">{words.sourceField}</label>
          <input class="input" id="reply-source" value={source} maxLength={SOURCE_LIMIT} dir="auto" autocomplete="off"
            onInput={(event) => model.setReply(conversation.id, { source: event.currentTarget.value })} />
        </div>
      )}
      {isOpen.value && (
        <div class="extras">
          {!isSourced.value && <button type="button" class="link" onClick={() => { isSourced.value = true; requestAnimationFrame(() => document.getElementById("reply-source")?.focus()); }}>{words.addSource}</button>}
          {model.form.controls.value?.length ? <FieldChoice model={model} text={words.citeField} onChoose={cite} /> : null}
          <Attach model={model} pictures={pictures} onChange={(attached) => model.setReply(conversation.id, { pictures: attached })} />
        </div>
      )}
      {isOpen.value && <><p class="quiet" id="reply-notice">{words.notice}</p><NameLine model={model} id="reply-name" /></>}
    </form>
  );
}
