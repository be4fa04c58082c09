/** The pages of the site as an agent keeps them: found by any part of their addresses, renamed, merged, split. */
import { batch, signal } from "@preact/signals";
import { ApiProblem, query } from "../../client/api.ts";
import type { Progress } from "../../draw/conversation.ts";
import type { Page, Thread } from "../../protocol/wire.ts";
import type { Desk } from "../desk.ts";

export interface KnownPage extends Page { threads: number; aliases: string[]; active_at: string | null }
interface Found { pages: KnownPage[]; next: string | null }
/** A page that is there, or an address of the site that nobody wrote on yet. */
export type Place = { page: KnownPage } | { url: string };

export const nameOf = (page: Page): string => page.title || page.key;
/** An agent pastes what the browser shows, or writes the webmaster's key. */
export const named = (typed: string): { url: string } | { key: string } => (isAddress(typed) ? { url: typed.trim() } : { key: typed.trim() });
export const isAddress = (typed: string): boolean => /^https?:\/\/\S+$/.test(typed.trim());

export class Keeper {
  readonly pages = signal<readonly KnownPage[] | null>(null);
  readonly next = signal<string | null>(null);
  readonly part = signal<Progress>("idle");
  readonly sought = signal("");
  readonly #desk: Desk;
  #asked = 0;

  constructor(desk: Desk) {
    this.#desk = desk;
    void this.read();
  }

  seek(text: string): void {
    this.sought.value = text;
    void this.read();
  }

  /** The first window, or the following one. An answer that is no longer wanted when it comes is dropped. */
  async read(after = ""): Promise<void> {
    const turn = ++this.#asked;
    this.part.value = "loading";
    const found = await this.find(this.sought.peek(), after).catch(() => null);
    if (turn !== this.#asked) return;
    batch(() => {
      this.part.value = found ? "idle" : "failed";
      if (!found) return;
      this.pages.value = after ? [...(this.pages.peek() ?? []), ...found.pages] : found.pages;
      this.next.value = found.next;
    });
  }

  find(q: string, after = ""): Promise<Found> {
    return this.#desk.api.ask("GET", `/agent/pages?${query({ q: q.trim(), after })}`);
  }

  threads(page: string, after: string | null): Promise<{ threads: Thread[]; next: string | null }> {
    const { api, site } = this.#desk;
    return api.ask("GET", `/pages/${page}/threads?${query({ site, sort: "newest", after })}`);
  }

  async rename(page: Page, to: string): Promise<Page> {
    return this.#done(await this.#desk.api.ask<Page>("PUT", `/agent/pages/${page.id}/key`, named(to)));
  }

  /** As often as it takes: `onLeft` hears how many threads are still to be moved. */
  async merge(page: Page, into: Page, onLeft: (left: number) => void): Promise<Page> {
    for (;;) {
      const merged = await this.#patiently(() => this.#desk.api.ask<{ page: Page; left: number }>("POST", `/agent/pages/${page.id}/merge`, { into: into.id }));
      if (merged.left === 0) return this.#done(merged.page);
      onLeft(merged.left);
    }
  }

  async split(page: Page, threads: string[], to: string, title: string): Promise<Page> {
    const body = { threads, ...named(to), title: title.trim() };
    return this.#done(await this.#patiently(() => this.#desk.api.ask<Page>("POST", `/agent/pages/${page.id}/split`, body)));
  }

  /** The list says so before the form goes away: where the focus may go then is known. */
  async #done(page: Page): Promise<Page> {
    await this.read();
    return page;
  }

  /** Somebody else held what is to be moved: every step is harmless to repeat. */
  async #patiently<T>(act: () => Promise<T>, tries = 5): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (tries === 0 || !(error instanceof ApiProblem) || error.problem.status !== 503) throw error;
      await new Promise((later) => setTimeout(later, (error.retryAfter ?? 1) * 1_000));
      return this.#patiently(act, tries - 1);
    }
  }
}
