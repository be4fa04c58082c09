/** How long it took others, brought to a median, and a small form to say how long it took oneself. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { ApiProblem } from "../../client/api.ts";
import { uuidv7 } from "../../client/ids.ts";
import { monthOf } from "../../client/time.ts";
import { adopt } from "../../draw/adopt.ts";
import { BODY_LIMIT, excess, FieldError, TextField } from "../../draw/field.tsx";
import { Icon } from "../../draw/icon.tsx";
import type { Model } from "../model.ts";
import { NameLine } from "../name.tsx";
import { toldIn } from "./strings.ts";

adopt(`
.delays { display: flex; flex-direction: column; gap: var(--s3); }
.delays h3 { font-size: var(--text-l); }
.delays ul { padding-inline-start: 1.2em; color: var(--ink-2); font-size: var(--text-s); }
.delays form { display: flex; flex-direction: column; gap: var(--s3); }
.delays .pair { display: flex; flex-wrap: wrap; gap: var(--s3); }
.delays .pair > div { flex: 1 1 8rem; min-width: 0; }
`);

export function View({ model }: { model: Model }) {
  const { around, lang, words } = model;
  const told = toldIn(lang);
  const isGiving = useSignal(false);
  const opener = useRef<HTMLButtonElement>(null);
  const delays = around.page.value?.delays ?? null;
  const done = (): void => {
    isGiving.value = false;
    requestAnimationFrame(() => opener.current?.focus());
  };
  return (
    <section class="delays" aria-labelledby="delays">
      <h3 id="delays">{told.heading}</h3>
      {!delays || delays.count === 0 ? <p class="quiet">{told.none}</p>
        : delays.median === null ? <p class="quiet">{told.tooFew}</p>
        : <p class="num"><b>{told.median(delays.median)}</b><br /><span class="meta">{told.from(delays.count)}</span></p>}
      {delays && delays.latest.length > 0 && (
        <ul>{delays.latest.map(({ testimony, at }) => <li key={at}>{words.testimony(testimony.days, testimony.place, monthOf(testimony.month, lang))}</li>)}</ul>
      )}
      {isGiving.value ? <Form model={model} onDone={done} /> : (
        <div class="row">
          <button type="button" class="btn small" ref={opener} onClick={() => { isGiving.value = true; }}><Icon name="clock" small />{told.give}</button>
          {delays?.thread && <button type="button" class="btn small bare" id={`thread-${delays.thread}`} onClick={() => model.openThread(delays.thread!)}>{told.all}</button>}
        </div>
      )}
    </section>
  );
}

const LONGEST = 3_650;

/** `id`: sent twice, it is one testimony. */
interface Telling { id: string; place: string; days: string; month: string; body: string }

function Form({ model, onDone }: { model: Model; onDone: () => void }) {
  const { lang, words, identity, api, site, address, pageTitle, around, now, begun, pageId } = model;
  const told = toldIn(lang);
  const blank = useRef(uuidv7());
  const today = new Date(now.value).toISOString().slice(0, 7);
  const name = `delay-${pageId.value}`;
  const telling = begun.read<Telling | null>(name, null) ?? { id: blank.current, place: "", days: "", month: today, body: "" };
  const { id, place, days, month, body } = telling;
  const tell = (more: Partial<Telling>): void => begun.write(name, { ...telling, ...more });
  const error = useSignal<string | null>(null);
  const isSending = useSignal(false);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const cancel = (): void => {
    begun.drop(name);
    onDone();
  };

  const publish = async (event?: Event): Promise<void> => {
    event?.preventDefault();
    const count = Number(days);
    const isWhole = place.trim() && /^\d{1,4}$/.test(days.trim()) && count <= LONGEST && /^\d{4}-\d{2}$/.test(month);
    error.value = isWhole ? null : told.incomplete;
    if (!isWhole || isSending.value || excess(body, BODY_LIMIT)) return;
    isSending.value = true;
    try {
      await identity.ensure();
      const given = Object.fromEntries(Object.entries({ page: address.page, canonical: address.canonical, page_title: pageTitle, body: body.trim() }).filter(([, value]) => value));
      await api.ask("POST", "/testimonies", { id, site, url: address.url, ...given, place: place.trim(), days: count, month });
      await around.read();
      model.announce(told.thanks);
      cancel();
    } catch (failure) {
      error.value = (failure instanceof ApiProblem && failure.problem.detail) || words.unreachable;
    } finally {
      isSending.value = false;
    }
  };
  return (
    <form onSubmit={publish} noValidate>
      <div>
        <label class="label" for="delay-place">{told.place}</label>
        <input class="input" id="delay-place" ref={first} value={place} maxLength={80} autocomplete="off" onInput={(event) => tell({ place: event.currentTarget.value })} />
      </div>
      <div class="pair">
        <div>
          <label class="label" for="delay-days">{told.days}</label>
          <input class="input" id="delay-days" inputMode="numeric" value={days} autocomplete="off" onInput={(event) => tell({ days: event.currentTarget.value })} />
        </div>
        <div>
          <label class="label" for="delay-month">{told.month}</label>
          <input class="input" id="delay-month" type="month" max={today} placeholder="2026-03" value={month} onInput={(event) => tell({ month: event.currentTarget.value })} />
        </div>
      </div>
      <div>
        <label class="label" for="delay-body">{told.body}</label>
        <TextField id="delay-body" value={body} error={excess(body, BODY_LIMIT) ? words.shorten(excess(body, BODY_LIMIT)) : null}
          onSend={() => void publish()} onInput={(text) => tell({ body: text })} />
      </div>
      <FieldError id="delay-error" error={error.value} />
      <p class="quiet">{words.notice}</p>
      <NameLine model={model} id="delay-name" />
      <div class="row">
        <button type="submit" class="btn main small" aria-disabled={isSending.value}>{isSending.value ? words.sending : told.publish}</button>
        <button type="button" class="btn bare small" onClick={cancel}>{words.cancel}</button>
      </div>
    </form>
  );
}
