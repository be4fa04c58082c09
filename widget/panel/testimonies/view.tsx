/** How long it took others, brought to a median, and a small form to say how long it took oneself. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
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

function Form({ model, onDone }: { model: Model; onDone: () => void }) {
  const { lang, words, identity, api, site, address, pageTitle, around, now } = model;
  const told = toldIn(lang);
  const today = new Date(now.value).toISOString().slice(0, 7);
  const place = useSignal("");
  const days = useSignal("");
  const month = useSignal(today);
  const body = useSignal("");
  const error = useSignal<string | null>(null);
  const isSending = useSignal(false);
  /** Sent twice, it is one testimony. */
  const id = useRef(uuidv7());

  const publish = async (event?: Event): Promise<void> => {
    event?.preventDefault();
    const count = Number(days.value);
    const isWhole = place.value.trim() && /^\d{1,4}$/.test(days.value.trim()) && count <= LONGEST && /^\d{4}-\d{2}$/.test(month.value);
    error.value = isWhole ? null : told.incomplete;
    if (!isWhole || isSending.value || excess(body.value, BODY_LIMIT)) return;
    isSending.value = true;
    try {
      await identity.ensure();
      const given = Object.fromEntries(Object.entries({ page: address.page, canonical: address.canonical, page_title: pageTitle, body: body.value.trim() }).filter(([, value]) => value));
      await api.ask("POST", "/testimonies", { id: id.current, site, url: address.url, ...given, place: place.value.trim(), days: count, month: month.value });
      await around.read();
      model.announce(told.thanks);
      onDone();
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
        <input class="input" id="delay-place" value={place.value} maxLength={80} autocomplete="off" onInput={(event) => { place.value = event.currentTarget.value; }} />
      </div>
      <div class="pair">
        <div>
          <label class="label" for="delay-days">{told.days}</label>
          <input class="input" id="delay-days" inputMode="numeric" value={days.value} autocomplete="off" onInput={(event) => { days.value = event.currentTarget.value; }} />
        </div>
        <div>
          <label class="label" for="delay-month">{told.month}</label>
          <input class="input" id="delay-month" type="month" max={today} placeholder="2026-03" value={month.value} onInput={(event) => { month.value = event.currentTarget.value; }} />
        </div>
      </div>
      <div>
        <label class="label" for="delay-body">{told.body}</label>
        <TextField id="delay-body" value={body.value} error={excess(body.value, BODY_LIMIT) ? words.shorten(excess(body.value, BODY_LIMIT)) : null}
          onSend={() => void publish()} onInput={(text) => { body.value = text; }} />
      </div>
      <FieldError id="delay-error" error={error.value} />
      <p class="quiet">{words.notice}</p>
      <NameLine model={model} id="delay-name" />
      <div class="row">
        <button type="submit" class="btn main small" aria-disabled={isSending.value}>{isSending.value ? words.sending : told.publish}</button>
        <button type="button" class="btn bare small" onClick={onDone}>{words.cancel}</button>
      </div>
    </form>
  );
}
