/** Below the question that is being typed: those that were asked already, and the way to a search. */
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { query } from "../../client/api.ts";
import { TITLE_LIMIT } from "../../draw/field.tsx";
import type { Model } from "../model.ts";
import { Results } from "./results.tsx";
import { Similar, type Found } from "./similar.ts";
import { saidIn } from "./strings.ts";

export function Suggestions({ model, text }: { model: Model; text: string }) {
  const { api, site, lang, listing } = model;
  const said = saidIn(lang);
  const similar = useMemo(() => new Similar(async (typed) => {
    const asked = query({ site, ...model.address, q: typed.slice(0, TITLE_LIMIT) });
    return (await api.ask<{ threads: Found[] }>("GET", `/similar?${asked}`)).threads;
  }), []);
  useEffect(() => { similar.type(text); }, [text]);
  useEffect(() => () => similar.leave(), []);
  const found = similar.found.value;
  useEffect(() => { if (found.length > 0) model.announce(said.count(found.length)); }, [found]);
  const box = useSteadyFocus(found);
  const shown = text.trim();
  return (
    <section class="similar" ref={box} aria-label={said.similar}>
      {found.length > 0 && <><h3>{said.similar}</h3><Results model={model} found={found} prefix="similar" /></>}
      <button type="button" class="link" onClick={() => { listing.sought.value = { text: shown, everywhere: false }; }}>{said.searchFor(shown)}</button>
    </section>
  );
}

/** When it grows above the field that is being written in, that field stays where it is. */
function useSteadyFocus(found: readonly Found[]) {
  const box = useRef<HTMLElement>(null);
  const height = useRef(0);
  useLayoutEffect(() => {
    const now = box.current?.offsetHeight ?? 0;
    const focused = document.activeElement;
    const isBelow = focused && box.current && box.current.compareDocumentPosition(focused) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (isBelow && height.current) box.current?.closest(".scroll")?.scrollBy(0, now - height.current);
    height.current = now;
  }, [found]);
  return box;
}
