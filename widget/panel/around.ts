/** What the service knows around the questions of a page: its notes, the delays that people told of, the fields that are gone. */
import { effect, signal } from "@preact/signals";
import { query } from "../client/api.ts";
import type { Field, Post, Testimony, Thread } from "../protocol/wire.ts";
import type { Model } from "./model.ts";

export interface Delays { median: number | null; count: number; latest: { testimony: Testimony; at: string }[]; thread: string | null }
export interface AroundPage {
  page: { id: string; key: string; title: string };
  notes: { thread: Thread; post: Post }[];
  delays: Delays | null;
  gone?: Field[];
}

export class Around {
  readonly page = signal<AroundPage | null>(null);
  readonly #model: Model;

  constructor(model: Model) {
    this.#model = model;
    effect(() => {
      if (model.pageId.value === null) this.page.value = null;
      else void this.read();
    });
  }

  /** It adds to the list and nothing waits for it: without an answer the questions stand alone. */
  async read(): Promise<void> {
    const { api, site, address, pageId } = this.#model;
    const id = pageId.peek();
    const page = await api.ask<AroundPage>("GET", `/around?${query({ site, ...address })}`).catch(() => null);
    if (page && id === pageId.peek()) this.page.value = page;
  }
}
