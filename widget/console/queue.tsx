/** The questions of all pages that wait, longest first. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../draw/icon.tsx";
import { Lazy } from "../draw/lazy.tsx";
import type { Waiting } from "../protocol/wire.ts";
import type { Desk } from "./desk.ts";
import { following, pathOf, type Route } from "./route.ts";
import { waited } from "./waiting.ts";

interface QueueProps { desk: Desk; route: Route }

export function Queue({ desk, route }: QueueProps) {
  const { said } = desk;
  const { threads, total } = desk.queue.value ?? { threads: [], total: 0 };
  const list = useFocusKept(threads.length);
  return (
    <section class="queue" aria-labelledby="queue">
      <h2 id="queue" tabIndex={-1}>{said.queueOf(total)}</h2>
      <ol ref={list}>
        {threads.map((waiting) => <Row key={waiting.thread.id} desk={desk} route={route} waiting={waiting} />)}
      </ol>
      {total === 0 && <p class="quiet">{said.emptyHelp}</p>}
      {total > threads.length && <p class="quiet">{said.moreWait}</p>}
      <Forms desk={desk} route={route} />
      <Keys desk={desk} />
    </section>
  );
}

function Row({ desk, route, waiting: { thread, page, waiting_since } }: QueueProps & { waiting: Waiting }) {
  const { words, said, lang } = desk;
  const isOpen = desk.conversation.value?.id === thread.id;
  return (
    <li>
      <a id={`queue-${thread.id}`} href={pathOf(thread.id)} aria-current={isOpen ? "true" : undefined} onClick={following(() => route.toThread(thread.id))}>
        <span class="meta">{page.title || page.key}</span>
        <b><bdi lang="">{thread.title}</bdi></b>
        <span class="row spread">
          <span class="status num"><Icon name="clock" small /><span class="sr">{said.waitsSince} </span>{waited(waiting_since, desk.now.value, lang)}</span>
          <span class="meta">{words.replies(desk.replies(thread))}</span>
        </span>
      </a>
    </li>
  );
}

/** When the focused question leaves the queue, the one that takes its place takes the focus. */
function useFocusKept(count: number) {
  const list = useRef<HTMLOListElement>(null);
  const links = (): HTMLElement[] => [...(list.current?.querySelectorAll("a") ?? [])];
  const focused = links().findIndex((link) => link === document.activeElement);
  useLayoutEffect(() => {
    if (focused < 0 || list.current?.contains(document.activeElement)) return;
    (links()[Math.min(focused, count - 1)] ?? document.getElementById("queue"))?.focus();
  });
  return list;
}

/** The forms that changed are read when somebody unfolds them, each time anew. */
function Forms({ desk, route }: QueueProps) {
  const { said, words } = desk;
  const isOpen = useSignal(false);
  return (
    <details class="forms" onToggle={(event) => { isOpen.value = event.currentTarget.open; }}>
      <summary>{said.changedForms}</summary>
      {isOpen.value && <Lazy load={() => import("./forms.tsx").then((part) => part.FormChanges)} props={{ desk, route }} words={words} />}
    </details>
  );
}

function Keys({ desk }: { desk: Desk }) {
  const { said } = desk;
  return (
    <p class="keys">
      <span><kbd>J</kbd><kbd>K</kbd>{said.browse}</span>
      <span><kbd>R</kbd>{said.reply}</span>
      <button type="button" class="link" aria-haspopup="dialog" onClick={() => { desk.isHelpOpen.value = true; }}><kbd>?</kbd>{said.help}</button>
    </p>
  );
}
