/** Where a thread belongs and what it is about: two buttons, whose forms are fetched when one of them is used. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { Lazy } from "../draw/lazy.tsx";
import type { Thread } from "../protocol/wire.ts";
import type { Desk } from "./desk.ts";

type Act = "move" | "topics";

export function Keeping({ desk, thread }: { desk: Desk; thread: Thread }) {
  const { said, words } = desk;
  const doing = useSignal<Act | null>(null);
  const buttons = useRef<Partial<Record<Act, HTMLButtonElement | null>>>({});
  const done = (): void => {
    const from = doing.value!;
    doing.value = null;
    requestAnimationFrame(() => buttons.current[from]?.focus());
  };
  return (
    <>
      {(["move", "topics"] as const).map((act) => (
        <button key={act} type="button" class="btn small bare" ref={(button) => { buttons.current[act] = button; }} aria-expanded={doing.value === act}
          onClick={() => { doing.value = doing.value === act ? null : act; }}>{said[act]}</button>
      ))}
      {doing.value && (
        <Lazy key={doing.value} load={() => import("./pages/place.tsx").then((part) => part.PlaceForm)} words={words} props={{ desk, thread, act: doing.value, onDone: done }} />
      )}
    </>
  );
}
