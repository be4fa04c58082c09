/** What the panel asks us to keep, in the host's first-party storage: its own is out of reach in its sandbox. */

import type { Keepsake } from "../../protocol/port.ts";

export type Kept = Partial<Record<Keepsake, string>>;

/** Nothing is read or written until one of these is called. Storage that is blocked or full is replaced by memory, silently. */
export function keepsakes(site: string): { read: () => Kept; keep: (key: Keepsake, text: string | null) => void } {
  const name = `parvis:${site}`;
  let memory: Kept | undefined;

  function read(): Kept {
    try {
      const { token, outbox, forms } = memory ?? JSON.parse(localStorage.getItem(name)!);
      return { token, outbox, forms };
    } catch {
      return {};
    }
  }

  function keep(key: Keepsake, text: string | null): void {
    const kept = { ...read(), [key]: text ?? undefined };
    const all = JSON.stringify(kept);
    try {
      // What is to be forgotten goes first, even if the rest then finds no room.
      if (text === null) localStorage.removeItem(name);
      if (all !== "{}") localStorage.setItem(name, all);
      memory = undefined;
    } catch {
      memory = kept;
    }
  }

  return { read, keep };
}
