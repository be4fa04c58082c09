/** The small states: each says what happens, then what can be done. */
import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { clock } from "../client/time.ts";
import { Icon, type IconName } from "../draw/icon.tsx";
import { ALL_TRIED } from "./header.tsx";
import type { Model } from "./model.ts";

export function Blank({ icon, title, children }: { icon: IconName; title: string; children?: ComponentChildren }) {
  return <div class="blank"><Icon name={icon} /><h3 tabIndex={-1}>{title}</h3>{children}</div>;
}

/** Under the header while the connection is away and there is something to read. */
export function Bar({ model }: { model: Model }) {
  const { words, connection, hasUnsent } = model;
  const { name } = connection.value;
  if (name === "offline") return <p class="bar"><Icon name="offline" />{hasUnsent.value ? words.textKept : words.offlineHelp}</p>;
  if (name === "reconnecting") return <p class="bar"><Icon name="clock" />{words.reconnectingHelp}</p>;
  return null;
}

/** Nothing to show yet: the outline of what comes, or why it does not. The outline waits 300 ms (see panel.css). */
export function NotYet({ model }: { model: Model }) {
  const { words, lang, connection } = model;
  const now = connection.value;
  if (now.name === "offline") {
    return <Body><Blank icon="offline" title={words.offlineSince(clock(now.since, lang))}><p>{words.formUntouched}</p></Blank></Body>;
  }
  const isDown = (now.name === "connecting" || now.name === "reconnecting") && now.tries >= ALL_TRIED;
  if (!isDown) return <Skeleton />;
  return (
    <Body>
      <div role="alert">
        <Blank icon="alert" title={words.downTitle}>
          <p>{words.formUntouched}</p>
          <button type="button" class="btn main" onClick={() => model.retry()}>{words.retry}</button>
        </Blank>
      </div>
    </Body>
  );
}

export function Stopped({ model, reason }: { model: Model; reason: string }) {
  const { words } = model;
  return (
    <Body>
      <Blank icon="alert" title={words.stoppedTitle}>
        {words.stoppedReason[reason] && <p>{words.stoppedReason[reason]}</p>}
        <p>{words.formUntouched}</p>
      </Blank>
    </Body>
  );
}

/** A thread that cannot be shown: withdrawn, or unknown. Who was in it is told; who is in the form is left there. */
export function NoThread({ model, title, help }: { model: Model; title: string; help?: string }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => { if (document.hasFocus()) place.current?.querySelector<HTMLElement>("h3")?.focus(); }, []);
  return (
    <Body place={place}>
      <Blank icon="bubble" title={title}>
        {help && <p>{help}</p>}
        <button type="button" class="btn main" onClick={() => model.openList()}>{model.words.back}</button>
      </Blank>
    </Body>
  );
}

const Body = ({ children, place }: { children: ComponentChildren; place?: RefObject<HTMLDivElement | null> }) => <div class="scroll"><div class="body centred" ref={place}>{children}</div></div>;

export function Skeleton() {
  const card = <div><i class="sk" /><i class="sk" /><i class="sk" /></div>;
  return <div class="scroll" aria-hidden="true"><div class="body skeleton">{card}{card}{card}</div></div>;
}
