/** The entry of the second file: the panel's place in the page, opened by a person, closed, told where the reader is. */

import type { LoaderToPanel, PanelToLoader } from "../../protocol/port.ts";
import type { Field } from "../../protocol/wire.ts";
import { button as makeButton, element, makeSheet, own } from "../dom.ts";
import { line } from "../strings.ts";
import type { Base, Room, Wish } from "../handle.ts";
import { makeFrame } from "./frame.ts";
import { keepsakes } from "./keepsake.ts";
import { layOut } from "./layout.ts";
import { describe } from "./describe.ts";
import { isMessage } from "./port.ts";
import { outliner } from "./reveal.ts";
import { SAID } from "./strings.ts";
import { structure } from "./structure.ts";
import { STYLES } from "./styles.ts";
import { drawVeil, type Veil } from "./veil.ts";

export function unfold(base: Base): Room {
  const { tag, shell, words, button, marks, signal, happen } = base;
  const { spoken } = shell;
  const said = SAID[tag.lang];
  shell.shadow.adoptedStyleSheets = [...shell.shadow.adoptedStyleSheets, makeSheet(STYLES)];
  const { read, keep } = keepsakes(tag.site);
  const panel = element("div", { "aria-label": words.title, tabindex: "-1" });
  shell.root.append(panel);
  panel.onkeydown = ({ key }) => key === "Escape" && close();
  const layout = layOut(shell, panel, turned, signal);
  const outlined = outliner(base);
  const back = makeButton(() => open({}), said.back);
  back.className = "back";

  let isOpen = false;
  let wish: Wish = {};
  let before: HTMLElement | null = null;
  let frame: HTMLIFrameElement | undefined;
  let veil: Veil | undefined;
  let port: MessagePort | undefined;
  /** What pressing the button does. */
  let title = words.title;
  /** The form as the panel last heard of it. */
  let told = "";

  const say = (message: LoaderToPanel) => port?.postMessage(message);
  const hasFocus = () => !!shell.shadow.activeElement;
  const isLost = () => own("activeElement") === own("body");

  function turned(): void {
    marks.hide(isOpen && layout.modal());
    tellShown();
  }

  function tellShown(): void {
    if (!port) return;
    const { thread, field } = wish;
    wish = {};
    say({ type: "shown", open: isOpen, modal: layout.modal(), thread: thread || undefined, field: field ? fieldOf(field) : undefined });
  }

  /** A field that is not in the page now has its key for a name. */
  function fieldOf(wanted: string): Field {
    const { key, label, step } = describe(base.fields()).find((found) => found.key === wanted) ?? { key: wanted, label: wanted, step: null };
    return { key, label, step };
  }

  async function tellForm(): Promise<void> {
    if (!port || !isOpen) return;
    const form = await structure(describe(base.fields()));
    if (told === (told = JSON.stringify(form))) return;
    say({ type: "form", lang: own("documentElement").lang.slice(0, 35), controls: form });
  }

  function meet(fresh: MessagePort): void {
    port?.close();
    port = fresh;
    told = "";
    port.onmessage = ({ data }) => {
      if (isMessage(data)) hear(data);
    };
    say({ type: "start", site: tag.site, lang: tag.lang, place: base.place(), theme: base.theme(), kept: read(), modal: layout.modal() });
    tellShown();
    void tellForm();
  }

  function hear(message: PanelToLoader): void {
    if (message.type === "ready") arrive();
    else if (message.type === "close") close();
    else if (message.type === "news") button.tell(title, line(words, [message.unread, said.unread], [message.agents, words.agents]));
    else if (message.type === "reveal") reveal(message.key);
    else {
      const { key, value } = message;
      keep(key, value);
    }
  }

  /** Goes to a control: the panel makes room for it where it covers the page, and the button leads back. */
  function reveal(key: string): void {
    const show = outlined.find(key);
    say({ type: "revealed", key, found: !!show });
    if (!show) return;
    if (layout.modal()) {
      before = null;
      close();
      button.tell(title = said.back, words.line);
      button.hide(true);
      shell.root.append(back);
    }
    spoken.textContent = "";
    const label = show(goneOn);
    requestAnimationFrame(() => {
      spoken.textContent = said.shown(label);
    });
  }

  /** The reader goes on in the form: the way back stands in the quiet button, where it covers nothing. */
  function goneOn(): void {
    back.remove();
    button.hide(isOpen);
  }

  /** The panel has drawn itself. Who waited for it gets it; who went back to the form stays there. */
  function arrive(): void {
    veil!.lift();
    frame!.inert = false;
    if (isOpen && hasFocus()) frame!.focus();
    happen("ready");
  }

  /** Brings the frame in, also once more after it failed. */
  function bringIn(): void {
    port = undefined;
    veil = drawVeil(words, said, bringIn, close);
    frame = makeFrame(tag, words.title, meet, veil.fail, signal);
    panel.replaceChildren(frame, veil.element);
    panel.focus();
  }

  function open(wanted: Wish): void {
    wish = wanted;
    outlined.leave();
    if (!hasFocus() && !isLost()) before = own("activeElement") as HTMLElement;
    const wasOpen = isOpen;
    isOpen = true;
    layout.arrange(true);
    marks.hide(layout.modal());
    back.remove();
    button.tell(title = words.title, words.line);
    button.hide(true);
    if (frame) {
      (frame.inert ? panel : frame).focus();
      tellShown();
      void tellForm();
    } else bringIn();
    if (!wasOpen) happen("open");
  }

  function close(): void {
    if (!isOpen) return;
    isOpen = false;
    // Who went back to the form stays there.
    const giveBack = hasFocus() || isLost();
    layout.arrange(false);
    marks.hide(false);
    button.hide(false);
    if (giveBack) (before?.isConnected ? before : button).focus();
    before = null;
    tellShown();
    happen("close");
  }

  signal.addEventListener("abort", () => veil?.lift());
  base.watchFields(() => void tellForm(), signal);
  return { open, close, say };
}
