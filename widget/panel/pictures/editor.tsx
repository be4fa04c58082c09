/**
 * A picture is prepared before it leaves the browser: blurred where it says too much, marked where it matters, and told in words.
 * Everything works by pointer and by keyboard; nothing is lost when the service does not answer.
 */
import { useSignal } from "@preact/signals";
import { render } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { ApiProblem, query } from "../../client/api.ts";
import { uuidv7 } from "../../client/ids.ts";
import { adopt } from "../../draw/adopt.ts";
import { excess, FieldError, TextField } from "../../draw/field.tsx";
import { Icon } from "../../draw/icon.tsx";
import type { Picture } from "../../protocol/wire.ts";
import type { Model } from "../model.ts";
import { Canvas } from "./canvas.tsx";
import { Easel } from "./easel.ts";
import { written } from "./paint.ts";
import { saidIn } from "./strings.ts";
import { ZoneList } from "./zone-list.tsx";
import type { Kind } from "./zones.ts";

adopt(`
.easel { position: fixed; inset: 0; width: 100%; height: 100%; max-width: none; max-height: none; margin: 0; padding: 0; border: 0; background: var(--surface); color: var(--ink); overflow: hidden; }
.easel[open] { display: flex; flex-direction: column; }
.easel .head { align-items: center; }
.easel .head h2 { flex: 1; }
.easel form { display: flex; flex: 1; flex-direction: column; min-height: 0; }
.easel .steps { display: flex; flex: 1; flex-direction: column; gap: var(--s4); min-height: 0; padding: var(--s4) var(--margin); overflow-y: auto; overscroll-behavior: contain; }
.easel .ground { display: grid; place-items: center; flex: none; border: 1px solid var(--line); border-radius: var(--r-s); background: var(--sunken); overflow: hidden; }
.easel .ground canvas { display: block; max-width: 100%; max-height: 42vh; touch-action: none; cursor: crosshair; }
.easel .filters { margin: 0; }
.easel .quiet + .field { margin-top: var(--s2); }
.easel #zone-keys { margin-top: var(--s2); }
.easel footer p + .row { margin-top: var(--s2); }
@media (pointer: coarse) { #zone-keys { display: none; } }
.easel .zones { display: flex; flex-direction: column; list-style: none; }
.easel .zones li { padding-block: var(--s2); border-top: 1px solid var(--line); }
.easel .zones .row { flex-wrap: nowrap; justify-content: space-between; }
.easel .zones .input { margin-top: var(--s1); }
.easel .zones .label { margin: var(--s2) 0 0; }
.easel .zone[aria-pressed="true"] { border-color: currentColor; color: var(--accent); }
.easel footer { display: flex; flex-direction: column; gap: var(--s2); padding: var(--s3) var(--margin); border-top: 1px solid var(--line); }
@media (max-height: 26em) { .easel form, .easel .steps { overflow: visible; min-height: auto; flex: none; } .easel { overflow-y: auto; } }
`);

const ALT_LIMIT = 500;
const KINDS: readonly Kind[] = ["blur", "box", "arrow"];

export interface EditorProps {
  model: Model; pixels: HTMLCanvasElement; isPhoto: boolean;
  onDone: (picture: Picture, canvas: HTMLCanvasElement) => void; onLeave: () => void;
}

/** Beside the panel, since a form may not stand in the form of the message. The answer closes it. */
export function openEditor(props: EditorProps): () => void {
  const place = document.body.appendChild(document.createElement("div"));
  render(<Editor {...props} />, place);
  return () => {
    render(null, place);
    place.remove();
  };
}

function Editor({ model, pixels, isPhoto, onDone, onLeave }: EditorProps) {
  const said = saidIn(model.lang);
  const easel = useMemo(() => new Easel(pixels), []);
  const alt = useSignal("");
  const hasTried = useSignal(false);
  const error = useSignal<string | null>(null);
  const isSending = useSignal(false);
  const isLeaving = useSignal(false);
  const news = useSignal("");
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const words = useRef<HTMLTextAreaElement>(null);
  const keep = useRef<HTMLButtonElement>(null);
  const sent = useRef<{ of: string; id: string } | null>(null);
  useEffect(() => {
    dialog.current?.showModal();
    title.current?.focus();
  }, []);
  useEffect(() => { if (isLeaving.value) keep.current?.focus(); }, [isLeaving.value]);

  const leave = (): void => {
    if (isLeaving.value || (!easel.zones.value.length && !alt.value.trim())) onLeave();
    else isLeaving.value = true;
  };
  /** Emptied first: the same sentence again would change nothing, and not be heard. */
  const tell = (text: string): void => {
    news.value = "";
    requestAnimationFrame(() => { news.value = text; });
  };
  const extra = excess(alt.value, ALT_LIMIT);
  const altError = extra ? model.words.shorten(extra) : hasTried.value && !alt.value.trim() ? said.altEmpty : null;

  const add = async (event?: Event): Promise<void> => {
    event?.preventDefault();
    hasTried.value = true;
    if (extra || !alt.value.trim()) {
      words.current?.focus();
      requestAnimationFrame(() => words.current?.parentElement?.scrollIntoView({ block: "center" }));
    }
    if (extra || !alt.value.trim() || isSending.value) return;
    isSending.value = true;
    error.value = null;
    try {
      const { file, canvas } = await written(pixels, easel.zones.value, isPhoto);
      // The same pixels again are the same picture: sent twice, it is kept once.
      const of = JSON.stringify(easel.zones.value);
      if (sent.current?.of !== of) sent.current = { of, id: uuidv7() };
      const { id } = sent.current;
      await model.identity.ensure();
      const { width, height } = await model.api.ask<{ width: number; height: number }>("POST", `/pictures?${query({ site: model.site, id })}`, file);
      onDone({ id, alt: alt.value.trim().replace(/\s+/g, " "), width, height }, canvas);
    } catch (failure) {
      error.value = (failure instanceof ApiProblem && failure.problem.detail) || said.failed;
      isSending.value = false;
    }
  };

  return (
    <dialog class={model.isModal.value ? "easel panel modal" : "easel panel"} ref={dialog} aria-labelledby="easel"
      onCancel={(event) => { event.preventDefault(); leave(); }} onClose={onLeave}
      onKeyDown={(event) => { if (event.key === "Escape") event.stopPropagation(); }}>
      <div class="head">
        <h2 id="easel" ref={title} tabIndex={-1}>{said.heading}</h2>
        <button type="button" class="btn square" aria-label={said.close} title={said.close} onClick={leave}><Icon name="close" /></button>
      </div>
      <form onSubmit={(event) => void add(event)} noValidate>
        <div class="steps">
          <p class="quiet">{said.privacy}</p>
          <Canvas easel={easel} pixels={pixels} name={said.picture} />
          <div class="filters" role="group" aria-label={said.tool}>
            {KINDS.map((kind) => (
              <button key={kind} type="button" aria-pressed={easel.tool.value === kind} onClick={() => { easel.tool.value = kind; }}>{said.kinds[kind]}</button>
            ))}
          </div>
          <ZoneList easel={easel} said={said} onNews={tell} />
          <div>
            <label class="label" for="easel-alt">{said.alt}</label>
            <p class="quiet" id="easel-alt-help">{said.altHelp}</p>
            <TextField id="easel-alt" rows={2} value={alt.value} field={words} error={altError} describedBy="easel-alt-help"
              onInput={(text) => { alt.value = text; }} onSend={() => void add()} />
          </div>
        </div>
        <footer>
          <FieldError id="easel-error" error={error.value} />
          {isLeaving.value ? (
            <div role="group" aria-label={said.leaveAsk}>
              <p>{said.leaveAsk}</p>
              <div class="row">
                <button type="button" class="btn" onClick={onLeave}>{said.leaveYes}</button>
                <button type="button" class="btn bare" ref={keep} onClick={() => { isLeaving.value = false; }}>{said.leaveNo}</button>
              </div>
            </div>
          ) : (
            <div class="row">
              <button type="submit" class="btn main" aria-disabled={isSending.value}>{isSending.value ? said.adding : said.add}</button>
              <button type="button" class="btn bare" onClick={leave}>{model.words.cancel}</button>
            </div>
          )}
          <p class="sr" role="status">{news.value}</p>
        </footer>
      </form>
    </dialog>
  );
}
