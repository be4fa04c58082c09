/** The pages of the site, one beneath the other, with what may be done to each. */
import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { moment } from "../../client/time.ts";
import { adopt } from "../../draw/adopt.ts";
import { Part } from "../../draw/pieces.tsx";
import type { Desk } from "../desk.ts";
import { Merge, Rename, Split, type ActProps } from "./acts.tsx";
import { Keeper, nameOf, type KnownPage } from "./keeper.ts";
import { toldIn } from "./strings.ts";

adopt(`
.keeping { display: flex; flex-direction: column; gap: var(--s5); max-width: 760px; margin-inline: auto; padding: var(--s6) var(--s5); }
.keeping h2 { font-size: var(--text-xl); letter-spacing: -.01em; }
.keeping ul { list-style: none; }
.known { padding-block: var(--s4); border-top: 1px solid var(--line); }
.known h3 { font-size: var(--text-m); line-height: 1.4; }
.known .acts { margin-top: var(--s2); }
.known .acts > .btn:first-child { margin-inline-start: 0; }
.options.threads { max-height: 22rem; overflow-y: auto; }
@media (max-width: 700px) { .keeping { padding: var(--s5) var(--s4); } }
`);

export function PagesView({ desk }: { desk: Desk }) {
  const told = toldIn(desk.lang);
  const keeper = useMemo(() => new Keeper(desk), []);
  const { pages, next, part, sought } = keeper;
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => { title.current?.focus({ preventScroll: true }); }, []);
  return (
    <div class="keeping">
      <div>
        <h2 id="pages" ref={title} tabIndex={-1}>{told.title}</h2>
        <p class="quiet">{told.help}</p>
      </div>
      <div role="search">
        <label class="label" for="pages-q">{told.search}</label>
        <input class="input" id="pages-q" type="search" value={sought.value} autocomplete="off" dir="auto" onInput={(event) => keeper.seek(event.currentTarget.value)} />
      </div>
      <section aria-labelledby="pages">
        <ul>{(pages.value ?? []).map((page) => <Row key={page.id} desk={desk} keeper={keeper} page={page} />)}</ul>
        <p class="quiet" role="status">{pages.value?.length === 0 && told.none}</p>
        {(next.value !== null || part.value === "failed") && (
          <Part words={desk.words} part={part.value} text={told.more} onClick={() => void keeper.read(next.value ?? "")} />
        )}
      </section>
    </div>
  );
}

type Act = "rename" | "merge" | "split";
const FORMS: Record<Act, ComponentType<ActProps>> = { rename: Rename, merge: Merge, split: Split };

function Row({ desk, keeper, page }: { desk: Desk; keeper: Keeper; page: KnownPage }) {
  const told = toldIn(desk.lang);
  const doing = useSignal<Act | null>(null);
  const buttons = useRef<Partial<Record<Act, HTMLButtonElement | null>>>({});
  const Form = doing.value && FORMS[doing.value];
  /** The page may be gone from the list by then, merged: the focus goes to the list's head. */
  const done = (): void => {
    const from = doing.value!;
    doing.value = null;
    requestAnimationFrame(() => (buttons.current[from] ?? document.getElementById("pages"))?.focus());
  };
  return (
    <li class="known">
      <h3><bdi>{nameOf(page)}</bdi></h3>
      {page.title && <p class="meta"><bdi>{page.key}</bdi></p>}
      {page.aliases.length > 0 && <p class="meta">{told.also} {page.aliases.map((alias, at) => <>{at > 0 && ", "}<bdi key={alias}>{alias}</bdi></>)}</p>}
      <p class="quiet num">
        {told.questions(page.threads)}
        {page.active_at && <> · {told.last} <time dateTime={page.active_at}>{moment(page.active_at, desk.now.value, desk.lang)}</time></>}
      </p>
      <div class="acts" role="group" aria-label={told.actsOn(nameOf(page))}>
        {(["rename", "merge", "split"] as const).map((act) => (
          <button key={act} type="button" class="btn small" ref={(button) => { buttons.current[act] = button; }} aria-expanded={doing.value === act}
            onClick={() => { doing.value = doing.value === act ? null : act; }}>{told[act]}</button>
        ))}
      </div>
      {Form && <Form key={doing.value} {...{ desk, keeper, page }} onDone={done} />}
    </li>
  );
}
