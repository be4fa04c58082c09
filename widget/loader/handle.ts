/** `window.Parvis`, and what stands in the page before the first opening: the button, the marks. The panel itself is the second file's. */

import type { LoaderToPanel, Place, Theme } from "../protocol/port.ts";
import { drawLauncher, type Launcher } from "./button.ts";
import { askCounts } from "./counts.ts";
import { own } from "./dom.ts";
import { findFields, watchFields, type Found } from "./fields.ts";
import { drawMarks, type Marks } from "./marks.ts";
import { here, pageOf } from "./place.ts";
import { followRoute } from "./route.ts";
import { raiseShell, type Shell } from "./shell.ts";
import { line, WORDS, type Words } from "./strings.ts";
import { summon } from "./summon.ts";
import type { Tag } from "./tag.ts";
import { readTheme, watchTheme } from "./theme.ts";

const PATIENCE = 300; // ms before we say that it takes a while

export type Happening = "open" | "close" | "ready";
/** What the panel is opened on: a thread's id, a control's key. */
export interface Wish { thread?: string; field?: string }

export interface Handle {
  /** Opens the panel; on a thread or on a field, when one is given. */
  open(wish?: Wish): void;
  close(): void;
  /** For applications whose address does not tell the page: from then on only this counts. Throws a TypeError when it is no address. */
  setPage(url: string): void;
  /** Calls `fn` at each such happening; returns how to stop that. */
  on(name: Happening, fn: () => void): () => void;
  /** Takes away all that we added to the page. What the citizen kept stays in storage. */
  destroy(): void;
}

/** What the second file is given to work with. */
export interface Base {
  tag: Tag;
  shell: Shell;
  words: Words;
  button: Launcher;
  marks: Marks;
  signal: AbortSignal;
  place(): Place;
  theme(): Theme;
  fields(): Found[];
  watchFields: typeof watchFields;
  happen(name: Happening): void;
}
/** The panel in the page, as the second file makes it. */
export interface Room { open(wish: Wish): void; close(): void; say(message: LoaderToPanel): void }
export type Unfold = (base: Base) => Room;

/** @param gone is called when nothing of us is left in the page. */
export function raise(tag: Tag, gone: () => void): Handle {
  const life = new AbortController();
  const { signal } = life;
  const words = WORDS[tag.lang];
  const shell = raiseShell(tag);
  const fields = () => findFields(tag.fields);
  const button = drawLauncher(shell, words, () => open(), signal);
  const marks = drawMarks(shell, fields, words, (field) => open({ field }), signal);
  const fans = new Set<{ name: Happening; fn: () => void }>();

  let theme: Theme;
  let address: string | undefined;
  let place = here(tag.page);
  let room: Room | undefined;
  /** What the panel is to be opened on, while it is on its way. */
  let wanted: Wish | undefined;

  function happen(name: Happening): void {
    // A listener of the host's that fails is the host's to see, and does not stop us.
    fans.forEach((fan) => fan.name === name && queueMicrotask(fan.fn));
  }

  function dress(): void {
    const seen = readTheme(shell.root);
    if (JSON.stringify(seen) === JSON.stringify(theme)) return;
    theme = seen;
    shell.dress(theme);
    room?.say({ type: "themed", theme });
    button.settle();
  }

  function look(): void {
    const now = here(tag.page, address);
    if (pageOf(now) === pageOf(place)) return;
    place = now;
    room?.say({ type: "moved", place });
    void count();
  }

  /** Each page is asked for anew: a silence may be a tunnel's. Without an answer nothing is said, and the last page's counts go. */
  async function count(): Promise<void> {
    const asked = place;
    const { answers, agents, fields } = await askCounts(tag.service, tag.site, place);
    if (asked !== place || signal.aborted) return;
    if (!room) button.tell(words.title, line(words, [answers, words.answers], [agents, words.agents]));
    marks.count(fields);
  }

  /** Has the second file come, which is said when it takes a while; when it does not come, the button says so, and pressing it tries again. */
  async function call(): Promise<void> {
    const patience = setTimeout(() => button.tell(words.title, words.opening), PATIENCE);
    try {
      const { unfold } = await summon(tag, shell);
      if (!wanted || signal.aborted) return;
      room = unfold({ tag, shell, words, button, marks, signal, place: () => here(tag.page, address), theme: () => theme, fields, watchFields, happen });
      room.open(wanted);
    } catch {
      button.tell(words.title, shell.spoken.textContent = `${words.silent} ${words.untouched}`);
    } finally {
      clearTimeout(patience);
      wanted = undefined;
    }
  }

  function open(wish: Wish = {}): void {
    if (signal.aborted) return;
    look();
    if (room) return room.open(wish);
    const isOnItsWay = wanted;
    wanted = wish;
    if (!isOnItsWay) void call();
  }

  function close(): void {
    wanted = undefined;
    room?.close();
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
    if (signal.aborted) return;
    close();
    life.abort();
    fans.clear();
    shell.host.remove();
    gone();
  }

  dress();
  // The page's own styles may come later than we, and the page itself comes before what we ask for it.
  const settled = () => {
    dress();
    void count();
  };
  if (own("readyState") === "complete") settled();
  else addEventListener("load", settled, { signal });
  watchTheme(dress, signal);
  followRoute(look, signal);
  return { open, close, setPage, on, destroy };
}
