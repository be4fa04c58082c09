/** Another key for a page; its discussion brought to another page; some of its questions given a page of their own. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Progress } from "../../draw/conversation.ts";
import { Part } from "../../draw/pieces.tsx";
import type { Thread } from "../../protocol/wire.ts";
import type { Desk } from "../desk.ts";
import { ActForm } from "./form.tsx";
import { nameOf, type Keeper, type KnownPage, type Place } from "./keeper.ts";
import { PagePicker } from "./picker.tsx";
import { toldIn } from "./strings.ts";

export interface ActProps { desk: Desk; keeper: Keeper; page: KnownPage; onDone: () => void }

export function Rename({ desk, keeper, page, onDone }: ActProps) {
  const told = toldIn(desk.lang);
  const key = useSignal(page.key);
  return (
    <ActForm desk={desk} name={told.rename} button={told.rename} onDone={onDone}
      missing={() => (key.value.trim() ? null : told.emptyKey)} act={async () => told.renamed(nameOf(await keeper.rename(page, key.value)))}>
      <Line id="new-key" label={told.newKey} hint={told.newKeyHint} value={key.value} isFirst onInput={(text) => { key.value = text; }} />
    </ActForm>
  );
}

export function Merge({ desk, keeper, page, onDone }: ActProps) {
  const told = toldIn(desk.lang);
  const into = useSignal<Place | null>(null);
  const left = useSignal<number | null>(null);
  const target = into.value && "page" in into.value ? into.value.page : null;
  const merge = async (): Promise<string> => told.merged(nameOf(await keeper.merge(page, target!, (n) => { left.value = n; })));
  return (
    <ActForm desk={desk} name={told.merge} button={told.merge} missing={() => (target ? null : told.chooseInto)} act={merge} onDone={onDone}>
      <PagePicker desk={desk} keeper={keeper} legend={told.into} not={page.id} isNewOffered={false} chosen={into.value} onChoose={(place) => { into.value = place; }} />
      <p class="quiet num" role="status">{left.value !== null ? told.merging(left.value) : target && told.mergeSays(page.threads, nameOf(target))}</p>
    </ActForm>
  );
}

/** Threads that the service takes in one request. */
const SPLIT_LIMIT = 100;

export function Split({ desk, keeper, page, onDone }: ActProps) {
  const told = toldIn(desk.lang);
  const chosen = useSignal<ReadonlySet<string>>(new Set());
  const [to, title] = [useSignal(""), useSignal("")];
  const missing = (): string | null =>
    chosen.value.size === 0 ? told.chooseSome : chosen.value.size > SPLIT_LIMIT ? told.tooMany(SPLIT_LIMIT) : to.value.trim() ? null : told.emptyKey;
  const split = async (): Promise<string> => told.splitDone(chosen.value.size, nameOf(await keeper.split(page, [...chosen.value], to.value, title.value)));
  return (
    <ActForm desk={desk} name={told.split} button={told.doSplit(chosen.value.size)} missing={missing} act={split} onDone={onDone}>
      <Threads desk={desk} keeper={keeper} page={page} chosen={chosen.value} onChoose={(ids) => { chosen.value = ids; }} />
      <Line id="split-to" label={told.splitTo} hint={told.newKeyHint} value={to.value} onInput={(text) => { to.value = text; }} />
      <Line id="split-title" label={told.splitTitle} value={title.value} onInput={(text) => { title.value = text; }} />
    </ActForm>
  );
}

interface ThreadsProps { desk: Desk; keeper: Keeper; page: KnownPage; chosen: ReadonlySet<string>; onChoose: (ids: ReadonlySet<string>) => void }

/** The page's questions and conversations, to choose among; newest first. */
function Threads({ desk, keeper, page, chosen, onChoose }: ThreadsProps) {
  const told = toldIn(desk.lang);
  const threads = useSignal<Thread[]>([]);
  const next = useSignal<string | null>(null);
  const part = useSignal<Progress>("loading");
  const first = useRef<HTMLInputElement>(null);
  const read = async (after: string | null): Promise<void> => {
    part.value = "loading";
    const found = await keeper.threads(page.id, after).catch(() => null);
    part.value = found ? "idle" : "failed";
    if (!found) return;
    threads.value = [...threads.value, ...found.threads];
    next.value = found.next;
    if (!after) requestAnimationFrame(() => first.current?.focus());
  };
  useEffect(() => void read(null), []);
  const turn = (id: string): void => {
    const ids = new Set(chosen);
    if (!ids.delete(id)) ids.add(id);
    onChoose(ids);
  };
  return (
    <fieldset>
      <legend class="label">{told.which}</legend>
      <div class="options threads">
        {threads.value.map((thread, at) => (
          <label key={thread.id} class="option">
            <input type="checkbox" ref={at === 0 ? first : null} checked={chosen.has(thread.id)} onChange={() => turn(thread.id)} />
            <span><bdi lang="">{thread.title}</bdi><span class="meta">{desk.words.replies(thread.posts - 1)}</span></span>
          </label>
        ))}
        {(next.value || part.value !== "idle") && <Part words={desk.words} part={part.value} text={told.olderThreads} onClick={() => void read(next.value)} />}
      </div>
    </fieldset>
  );
}

interface LineProps { id: string; label: string; hint?: string; value: string; isFirst?: boolean; onInput: (text: string) => void }

/** One line of text; the first of its form takes the focus, with what stands in it selected. */
function Line({ id, label, hint, value, isFirst = false, onInput }: LineProps) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => { if (isFirst) field.current?.select(); }, []);
  return (
    <div>
      <label class="label" for={id}>{label}</label>
      <input class="input" id={id} ref={field} value={value} dir="auto" autocomplete="off" aria-describedby={hint && `${id}-hint`} onInput={(event) => onInput(event.currentTarget.value)} />
      {hint && <p class="meta hint" id={`${id}-hint`}>{hint}</p>}
    </div>
  );
}
