/** After the first act: the way to leave no trace, for shared computers. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Lazy } from "../draw/lazy.tsx";
import type { Model } from "./model.ts";

export function Footer({ model }: { model: Model }) {
  const { words, identity, hasUnsent } = model;
  const state = useSignal<"idle" | "asking" | "done">("idle");
  const isStandingShown = useSignal(false);
  const opener = useRef<HTMLButtonElement>(null);
  const word = useRef<HTMLParagraphElement>(null);
  const hasTrace = identity.hasToken.value || hasUnsent.value;
  const forget = (): void => {
    model.leaveNoTrace();
    state.value = "done";
    requestAnimationFrame(() => word.current?.focus());
  };
  const keep = (): void => {
    state.value = "idle";
    requestAnimationFrame(() => opener.current?.focus());
  };
  if (!hasTrace) return state.value === "done" ? <footer class="foot"><p class="meta" ref={word} tabIndex={-1}>{words.noTraceDone}</p></footer> : null;
  return (
    <footer class="foot">
      {state.value === "asking"
        ? <Confirm model={model} onYes={forget} onNo={keep} />
        : (
          <p class="row">
            <button type="button" class="link" ref={opener} onClick={() => { state.value = "asking"; }}>{words.noTrace}</button>
            {identity.hasToken.value && (
              <>
                <button type="button" class="link" onClick={() => model.showFollowed()}>{words.followed}</button>
                <button type="button" class="link" aria-expanded={isStandingShown.value} onClick={() => { isStandingShown.value = !isStandingShown.value; }}>{words.myStanding}</button>
              </>
            )}
          </p>
        )}
      {isStandingShown.value && identity.hasToken.value && state.value !== "asking" && (
        <Lazy load={() => import("./standing/view.tsx").then((part) => part.View)} props={{ model }} words={words} />
      )}
    </footer>
  );
}

function Confirm({ model: { words }, onYes, onNo }: { model: Model; onYes: () => void; onNo: () => void }) {
  const no = useRef<HTMLButtonElement>(null);
  useEffect(() => { no.current?.focus(); }, []);
  return (
    <div role="group" aria-label={words.noTraceAsk}>
      <p class="meta">{words.noTraceAsk}</p>
      <div class="row">
        <button type="button" class="btn small" onClick={onYes}>{words.noTraceYes}</button>
        <button type="button" class="btn small bare" ref={no} onClick={onNo}>{words.cancel}</button>
      </div>
    </div>
  );
}
