/** The whole panel: a header that stays, one view beneath it, and the region through which readers are told what is new. */
import { useEffect, useRef } from "preact/hooks";
import { FormBeside } from "../draw/doc.tsx";
import { Lazy } from "../draw/lazy.tsx";
import { Footer } from "./footer.tsx";
import { Header } from "./header.tsx";
import { List } from "./list.tsx";
import type { Model } from "./model.ts";
import { Bar, Skeleton, Stopped } from "./states.tsx";
import { Tabs } from "./tabs.tsx";

export function App({ model }: { model: Model }) {
  const { words, connection, conversation, isModal } = model;
  const last = useRef<string | null>(null);
  const current = conversation.value;
  const from = current ? null : last.current;
  last.current = current?.id ?? null;

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => { if (event.key === "Escape") model.close(); };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);

  const now = connection.value;
  return (
    <FormBeside.Provider value={model.form}>
    <section class={isModal.value ? "panel modal" : "panel"} aria-label={words.entraide}>
      <Header model={model} />
      <Bar model={model} />
      {now.name === "stopped" ? <Stopped model={model} reason={now.reason} />
        : current ? <Lazy key={current.id} load={() => import("./thread.tsx").then((part) => part.ThreadView)} props={{ model, conversation: current }} words={words} meanwhile={<Skeleton />} />
        : <Rooms model={model} from={from} />}
      <Footer model={model} />
      {model.person.value && <Lazy key={model.person.value.id} load={() => import("./people/card.tsx").then((part) => part.Card)} props={{ model, author: model.person.value }} words={words} />}
      <p class="sr" role="status">{model.said.value}</p>
    </section>
    </FormBeside.Provider>
  );
}

/** The room that was chosen. */
function Rooms({ model, from }: { model: Model; from: string | null }) {
  const { tab, words } = model;
  // Back from a thread that no list shows: its place is the room it was opened from.
  useEffect(() => {
    if (from && document.hasFocus() && document.activeElement === document.body) document.getElementById(`tab-${tab.value}`)?.focus();
  }, []);
  return (
    <>
      <Tabs model={model} />
      <div class="room" id="room" role="tabpanel" aria-labelledby={`tab-${tab.value}`}>
        {tab.value === "guide"
          ? <Lazy load={() => import("./guide/view.tsx").then((part) => part.View)} props={{ model }} words={words} meanwhile={<Skeleton />} />
          : <List key={tab.value} model={model} from={from} />}
      </div>
    </>
  );
}
