/** `window.Parvis`, and the life of the panel behind it: opened by a person, closed, told where the reader is, gone without a trace. */

import type { LoaderToPanel, PanelToLoader, Theme } from "../protocol/port.ts";
import { drawLauncher } from "./button.ts";
import { element, own } from "./dom.ts";
import { makeFrame } from "./frame.ts";
import { keepsakes } from "./keepsake.ts";
import { layOut } from "./layout.ts";
import { here, pageOf } from "./place.ts";
import { isMessage } from "./port.ts";
import { followRoute } from "./route.ts";
import { raiseShell } from "./shell.ts";
import { WORDS } from "./strings.ts";
import type { Tag } from "./tag.ts";
import { readTheme, watchTheme } from "./theme.ts";
import { drawVeil, type Veil } from "./veil.ts";

export type Happening = "open" | "close" | "ready";

export interface Handle {
  /** Opens the panel; on a thread, when its id is given. */
  open(wish?: { thread?: string }): void;
  close(): void;
  /** For applications whose address does not tell the page: from then on only this counts. Throws a TypeError when it is no address. */
  setPage(url: string): void;
  /** Calls `fn` at each such happening; returns how to stop that. */
  on(name: Happening, fn: () => void): () => void;
  /** Takes away all that we added to the page. What the citizen kept stays in storage. */
  destroy(): void;
}

/** @param gone is called when nothing of us is left in the page. */
export function raise(tag: Tag, gone: () => void): Handle {
  const life = new AbortController();
  const words = WORDS[tag.lang];
  const shell = raiseShell(tag);
  const { read, keep } = keepsakes(tag.site);
  const button = drawLauncher(shell, words, open, life.signal);
  const panel = element("div", { "aria-label": words.title, tabindex: "-1" });
  shell.root.append(panel);
  panel.onkeydown = ({ key }) => key === "Escape" && close();
  const layout = layOut(shell, panel, tellShown, life.signal);
  const fans = new Set<{ name: Happening; fn: () => void }>();

  let isOpen = false;
  let theme: Theme;
  let address: string | undefined;
  let place = here(tag.page);
  let thread: string | undefined;
  let before: HTMLElement | null = null;
  let frame: HTMLIFrameElement | undefined;
  let veil: Veil | undefined;
  let port: MessagePort | undefined;

  const say = (message: LoaderToPanel) => port?.postMessage(message);
  const hasFocus = () => !!shell.shadow.activeElement;
  const isLost = () => own("activeElement") === own("body");

  function happen(name: Happening): void {
    // A listener of the host's that fails is the host's to see, and does not stop us.
    fans.forEach((fan) => fan.name === name && queueMicrotask(fan.fn));
  }

  function tellShown(): void {
    if (!port) return;
    say({ type: "shown", open: isOpen, modal: layout.modal(), thread });
    thread = undefined;
  }

  function dress(): void {
    const seen = readTheme(shell.root);
    if (JSON.stringify(seen) === JSON.stringify(theme)) return;
    theme = seen;
    shell.dress(theme);
    say({ type: "themed", theme });
    button.settle();
  }

  function look(): void {
    const now = here(tag.page, address);
    if (pageOf(now) === pageOf(place)) return;
    place = now;
    say({ type: "moved", place });
  }

  function meet(fresh: MessagePort): void {
    port?.close();
    port = fresh;
    port.onmessage = ({ data }) => {
      if (isMessage(data)) hear(data);
    };
    place = here(tag.page, address);
    say({ type: "start", site: tag.site, lang: tag.lang, place, theme, kept: read(), modal: layout.modal() });
    tellShown();
  }

  function hear(message: PanelToLoader): void {
    if (message.type === "ready") arrive();
    else if (message.type === "close") close();
    else if (message.type === "news") button.tell(message.unread, message.agents);
    else {
      const { key, value } = message;
      keep(key, value);
    }
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
    veil = drawVeil(words, bringIn, close);
    frame = makeFrame(tag, words.title, meet, veil.fail, life.signal);
    panel.replaceChildren(frame, veil.element);
    panel.focus();
  }

  function open(wish?: { thread?: string }): void {
    if (life.signal.aborted) return;
    thread = wish?.thread;
    if (!hasFocus() && !isLost()) before = own("activeElement") as HTMLElement;
    const wasOpen = isOpen;
    isOpen = true;
    layout.arrange(true);
    button.hide(true);
    if (frame) {
      (frame.inert ? panel : frame).focus();
      look();
      tellShown();
    } else {
      followRoute(look, () => isOpen, life.signal);
      bringIn();
    }
    if (!wasOpen) happen("open");
  }

  function close(): void {
    if (!isOpen) return;
    isOpen = false;
    // Who went back to the form stays there.
    const giveBack = hasFocus() || isLost();
    layout.arrange(false);
    button.hide(false);
    if (giveBack) (before?.isConnected ? before : button).focus();
    before = null;
    tellShown();
    happen("close");
  }

  function setPage(url: string): void {
    address = new URL(url, location.href).href;
    look();
  }

  function on(name: Happening, fn: () => void): () => void {
    const fan = { name, fn };
    fans.add(fan);
    return () => void fans.delete(fan);
  }

  function destroy(): void {
    if (life.signal.aborted) return;
    close();
    life.abort();
    veil?.lift();
    fans.clear();
    shell.host.remove();
    gone();
  }

  dress();
  // The page's own styles may come later than we.
  addEventListener("load", dress, { signal: life.signal });
  watchTheme(dress, life.signal);
  return { open, close, setPage, on, destroy };
}
