/** Who somebody is to the others here: an agent's service and role, what others said of a citizen's answers, topic by topic. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { ApiProblem, query } from "../../client/api.ts";
import type { Lang } from "../../client/strings.ts";
import { adopt } from "../../draw/adopt.ts";
import { Icon } from "../../draw/icon.tsx";
import { Mark, voiceOf } from "../../draw/voice.tsx";
import type { Author, Voice } from "../../protocol/wire.ts";
import type { Model } from "../model.ts";
import { toldIn } from "./strings.ts";

adopt(`
.person { width: min(22rem, calc(100vw - 2 * var(--s4))); max-height: calc(100dvh - 2 * var(--s4)); padding: var(--s5); overflow-y: auto; border: 1px solid var(--line); border-radius: var(--r); background: var(--surface); color: var(--ink); box-shadow: var(--shadow); }
.person::backdrop { background: rgb(0 0 0 / .4); }
.person .row { flex-wrap: nowrap; align-items: flex-start; }
.person .row > .i { margin-top: 5px; }
.person .who { flex: 1; min-width: 0; }
.person h2 { font-size: var(--text-l); }
.person .square { margin: calc(-1 * var(--s2)) calc(-1 * var(--s2)) 0 0; }
.person .told { display: flex; flex-direction: column; gap: var(--s3); margin-top: var(--s4); }
.person .told:empty { display: none; }
.person h3 { font-size: var(--text-s); }
.person ul { list-style: none; }
.person li { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: var(--s1) var(--s3); padding-block: var(--s2); border-top: 1px solid var(--line); }
.person h3 + ul { margin-top: var(--s2); }
`);

interface OnTopic { topic: string; thanks: number; accepted: number }
interface Known {
  name: string; voice: Voice; service: string | null; role: "agent" | "moderator" | "supervisor" | "administrator" | null; since: string | null;
  thanks: number; accepted: number; topics: OnTopic[];
}

export function Card({ model, author }: { model: Model; author: Author }) {
  const { words, lang, api, site } = model;
  const told = toldIn(lang);
  const dialog = useRef<HTMLDialogElement>(null);
  const known = useSignal<Known | "gone" | "failed" | null>(null);
  const read = (): void => {
    known.value = null;
    api.ask<Known>("GET", `/people/${author.id}?${query({ site })}`).then(
      (card) => { known.value = card; }, (error) => { known.value = error instanceof ApiProblem ? "gone" : "failed"; });
  };
  useEffect(() => {
    dialog.current?.showModal();
    read();
  }, []);
  const close = (): void => dialog.current?.close();
  // Escape closes the card, not the panel; the browser gives the focus back to the name.
  return (
    <dialog class="person" ref={dialog} aria-labelledby="person" onClose={() => { model.person.value = null; }}
      onKeyDown={(event) => { if (event.key === "Escape") event.stopPropagation(); }} onClick={(event) => { if (event.target === dialog.current) close(); }}>
      <div class="row">
        <div class="who">
          <Mark author={author} />
          <div><h2 id="person"><bdi>{author.name}</bdi></h2><span class="meta">{voiceOf(author, words)}</span></div>
        </div>
        <button type="button" class="btn square" aria-label={told.close} title={told.close} onClick={close}><Icon name="close" /></button>
      </div>
      <div class="told" role="status">
        {known.value === "gone" ? <p class="quiet">{told.gone}</p>
          : known.value === "failed" ? <p class="error"><Icon name="alert" small />{words.partUnreachable} <button type="button" class="btn small" onClick={read}>{words.retry}</button></p>
          : known.value && <About known={known.value} lang={lang} />}
      </div>
    </dialog>
  );
}

function About({ known, lang }: { known: Known; lang: Lang }) {
  const told = toldIn(lang);
  if (known.voice === "agent") {
    return (
      <>
        <p class="status official"><Icon name="shield" small />{told.verified}</p>
        {known.role === "moderator" && <p class="quiet">{told.moderator}</p>}
      </>
    );
  }
  return (
    <>
      {known.service && <p>{told.vouched(known.service)}</p>}
      {known.thanks + known.accepted === 0 ? <p class="quiet">{told.nothing}</p> : (
        <p class="row num"><Icon name="heart" small /><span>{told.thanks(known.thanks)} · {told.kept(known.accepted)}</span></p>
      )}
      {known.topics.length > 0 && (
        <section>
          <h3>{told.topics}</h3>
          <ul>{known.topics.map(({ topic, thanks, accepted }) => (
            <li key={topic}><span class="chip"><bdi>{topic}</bdi></span><span class="meta num">{[thanks && told.thanks(thanks), accepted && told.kept(accepted)].filter(Boolean).join(" · ")}</span></li>
          ))}</ul>
        </section>
      )}
      {known.since && <p class="meta">{told.since(monthOf(known.since, lang))}</p>}
    </>
  );
}

const monthOf = (month: string, lang: Lang): string =>
  new Date(`${month}-15T12:00:00Z`).toLocaleDateString(lang, { month: "long", year: "numeric", timeZone: "UTC" });
