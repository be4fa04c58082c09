/** The pseudonym that is proposed, and the way to choose another before the first act. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Model } from "./model.ts";

const NAME_LIMIT = 40;

/** Nothing once we are somebody: the name goes with the token. */
export function NameLine({ model, id }: { model: Model; id: string }) {
  const { words, identity } = model;
  const isChanging = useSignal(false);
  const changer = useRef<HTMLButtonElement>(null);
  if (identity.hasToken.value) return null;
  const done = (): void => {
    isChanging.value = false;
    requestAnimationFrame(() => changer.current?.focus());
  };
  if (isChanging.value) return <NameEditor model={model} id={id} onKeep={done} onLeave={done} />;
  return (
    <p class="quiet">
      {words.writingAs} <b><bdi>{identity.pseudonym.value}</bdi></b>{" · "}
      <button type="button" class="link" ref={changer} aria-label={words.changeName} onClick={() => { isChanging.value = true; }}>{words.change}</button>
    </p>
  );
}

/**
 * Not a form of its own: it stands inside the form of what is being written. Opened by a click it takes the focus, and `onLeave` goes
 * back; where the service asks for another name it waits, since she may be typing elsewhere.
 */
export function NameEditor({ model, id, onKeep, onLeave }: { model: Model; id: string; onKeep: () => void; onLeave?: () => void }) {
  const { words, identity } = model;
  const text = useSignal(identity.pseudonym.value);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => { if (onLeave) input.current?.select(); }, []);
  const keep = (): void => {
    const name = text.value.trim();
    if (name) identity.pseudonym.value = name;
    onKeep();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const act = event.key === "Enter" ? keep : event.key === "Escape" ? onLeave : undefined;
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return (
    <div class="name">
      <label class="label" for={id}>{words.yourName}</label>
      <p class="quiet" id={`${id}-hint`}>{words.yourNameHint}</p>
      <div class="row">
        <input class="input" id={id} ref={input} value={text.value} maxLength={NAME_LIMIT} autocomplete="off" aria-describedby={`${id}-hint`}
          onInput={(event) => { text.value = event.currentTarget.value; }} onKeyDown={onKeyDown} />
        <button type="button" class="btn" onClick={keep}>{words.keepName}</button>
      </div>
    </div>
  );
}
