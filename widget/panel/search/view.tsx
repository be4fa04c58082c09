/** Search over the page or the whole site. What is found opens here, beside the form: nobody leaves a form half filled in. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { ApiProblem, query } from "../../client/api.ts";
import type { Progress } from "../../draw/conversation.ts";
import { FieldError, TITLE_LIMIT } from "../../draw/field.tsx";
import { Icon } from "../../draw/icon.tsx";
import { Part } from "../../draw/pieces.tsx";
import type { Sought } from "../listing.ts";
import type { Model } from "../model.ts";
import { Results } from "./results.tsx";
import type { Found } from "./similar.ts";
import { saidIn } from "./strings.ts";

interface Answer { threads: Found[]; total: number; next: string | null }

export function View({ model, sought }: { model: Model; sought: Sought }) {
  const { words, lang, listing, site, api } = model;
  const said = saidIn(lang);
  const typed = useSignal(sought.text);
  const answer = useSignal<Answer | null>(null);
  const part = useSignal<Progress>("loading");
  const refused = useSignal<string | null>(null);
  const turn = useRef(0);
  const field = useRef<HTMLInputElement>(null);

  const look = async (after: string | null): Promise<void> => {
    const own = ++turn.current;
    part.value = "loading";
    refused.value = null;
    const where = sought.everywhere ? {} : model.address;
    try {
      const more = await api.ask<Answer>("GET", `/search?${query({ site, q: sought.text, ...where, after })}`);
      if (own !== turn.current) return;
      const held = after ? answer.value?.threads ?? [] : [];
      const known = new Set(held.map(({ thread }) => thread.id));
      answer.value = { ...more, threads: [...held, ...more.threads.filter(({ thread }) => !known.has(thread.id))] };
      part.value = "idle";
      if (!after) model.announce(said.found(more.total));
    } catch (failure) {
      if (own !== turn.current) return;
      refused.value = (failure instanceof ApiProblem && failure.problem.detail) || null;
      part.value = refused.value ? "idle" : "failed";
    }
  };
  useEffect(() => { answer.value = null; void look(null); }, [sought.text, sought.everywhere]);
  useEffect(() => { field.current?.focus(); }, []);

  const search = (event: Event): void => {
    event.preventDefault();
    if (typed.value.trim()) listing.sought.value = { ...sought, text: typed.value.trim() };
  };
  const held = answer.value;
  return (
    <section class="search" aria-labelledby="search">
      <p><button type="button" class="link" onClick={() => { listing.sought.value = null; }}><Icon name="back" small />{said.back}</button></p>
      <h3 id="search">{said.heading}</h3>
      <form role="search" onSubmit={search} noValidate>
        <label class="label" for="sought">{said.field}</label>
        <div class="row">
          <input class="input" id="sought" ref={field} value={typed.value} dir="auto" autocomplete="off" enterKeyHint="search" maxLength={TITLE_LIMIT}
            onInput={(event) => { typed.value = event.currentTarget.value; }} />
          <button type="submit" class="btn main">{said.search}</button>
        </div>
        <FieldError id="sought-error" error={refused.value} />
        <div class="filters" role="group" aria-label={said.where}>
          {[false, true].map((everywhere) => (
            <button key={String(everywhere)} type="button" aria-pressed={sought.everywhere === everywhere}
              onClick={() => { listing.sought.value = { ...sought, everywhere }; }}>{everywhere ? said.everywhere : said.here}</button>
          ))}
        </div>
      </form>
      {held && <h4 class="num">{said.found(held.total)}</h4>}
      {held && held.threads.length > 0 && <Results model={model} found={held.threads} prefix="thread" />}
      {held?.total === 0 && <p class="quiet none">{said.none}</p>}
      {(held?.next != null || part.value === "failed") && <Part words={words} part={part.value} text={said.more} onClick={() => void look(held?.next ?? null)} />}
    </section>
  );
}
