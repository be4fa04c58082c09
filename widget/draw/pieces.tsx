/** Small pieces that lists and threads use. */
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Words } from "../client/strings.ts";
import type { Progress } from "./conversation.ts";
import { Icon } from "./icon.tsx";

/** Floats over the end of what is read, and takes no room in it: what waits must not move the line. */
export function Pill({ icon, text, onClick }: { icon: "up" | "down"; text: string; onClick: () => void }) {
  return <div class="float"><button type="button" class="btn pill" onClick={onClick}><Icon name={icon} small />{text}</button></div>;
}

/** Reads an older part. While it is read the button stays, so that the focus does; when it goes, the focus stays where it was read on. */
export function Part({ words, part, text, onClick }: { words: Words; part: Progress; text: string; onClick: () => void }) {
  const isLoading = part === "loading";
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => () => {
    if (!box.current?.contains(document.activeElement)) return;
    const before = box.current.previousElementSibling?.querySelectorAll<HTMLElement>("button, a[href], [tabindex]");
    [...(before ?? [])].at(-1)?.focus({ preventScroll: true });
  }, []);
  return (
    <div class="part" ref={box}>
      <button type="button" class="btn" aria-disabled={isLoading} onClick={onClick}>{isLoading ? words.loading : text}</button>
      <div role="alert">{part === "failed" && <p class="error"><Icon name="alert" small />{words.partUnreachable}</p>}</div>
    </div>
  );
}
