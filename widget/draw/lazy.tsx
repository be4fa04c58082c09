/** A view that is fetched when it is first looked at; meanwhile the outline of what comes, and a way on when it does not come. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren, ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import type { Words } from "../client/strings.ts";
import { Icon } from "./icon.tsx";

export interface LazyProps<P> { load: () => Promise<ComponentType<P>>; props: P; words: Words; meanwhile?: ComponentChildren }

export function Lazy<P extends object>({ load, props, words, meanwhile = null }: LazyProps<P>) {
  const view = useSignal<{ Part: ComponentType<P> } | "failed" | null>(null);
  const fetch = (): void => {
    view.value = null;
    load().then((Part) => { view.value = { Part }; }, () => { view.value = "failed"; });
  };
  useEffect(fetch, []);
  if (view.value === "failed") {
    return (
      <div class="part" role="alert">
        <p class="error"><Icon name="alert" small />{words.partUnreachable}</p>
        <button type="button" class="btn small" onClick={fetch}>{words.retry}</button>
      </div>
    );
  }
  if (!view.value) return <>{meanwhile}</>;
  const { Part } = view.value;
  return <Part {...props} />;
}
