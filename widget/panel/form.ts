/** The form beside the panel, as the loader tells of it: which controls there are, and the way to show one. Never a value. */
import { batch, computed, effect, signal } from "@preact/signals";
import type { Words } from "../client/strings.ts";
import type { World } from "../client/world.ts";
import type { Control, LoaderToPanel, PanelToLoader } from "../protocol/port.ts";
import type { Field } from "../protocol/wire.ts";
import type { Model } from "./model.ts";

/** What the reader came for is loaded first. */
const CALM = 2_000;

export class Form {
  /** Null before the loader has told. */
  readonly controls = signal<readonly Control[] | null>(null);
  /** The control that was to be shown, and that the page does not show now. */
  readonly missing = signal<string | null>(null);
  readonly words: Words;
  /** The host page's language. */
  lang = "";
  readonly #model: Model;
  readonly #send: (message: PanelToLoader) => void;
  #kept: string | null;

  constructor(model: Model, world: World, send: (message: PanelToLoader) => void, kept: string | undefined) {
    this.words = model.words;
    this.#model = model;
    this.#send = send;
    this.#kept = kept ?? null;
    // The service keeps nothing of the form of a page that nobody wrote on. Whatever else happens in its list is no new reason to tell.
    const isWrittenOn = computed(() => model.board.visible.value.length > 0);
    effect(() => {
      if (this.controls.value?.length && model.pageId.value && isWrittenOn.value) world.after(CALM, () => void this.#report(world.now()));
    });
  }

  hear(message: LoaderToPanel): void {
    if (message.type === "form") {
      this.lang = message.lang;
      this.controls.value = message.controls;
      this.missing.value = null;
    }
    if (message.type !== "revealed" || message.found) return;
    this.missing.value = message.key;
    this.#model.announce(this.words.fieldNotHere);
  }

  /** The questions about a control; what is asked now is about it. */
  open(field: Field): void {
    const { tab, listing } = this.#model;
    batch(() => {
      this.#model.openList();
      tab.value = "questions";
      listing.sought.value = null;
      this.#model.field.value = field;
    });
  }

  /** Another page: its form is not known yet. */
  leave(): void {
    this.controls.value = null;
    this.missing.value = null;
  }

  has(key: string): boolean {
    return this.missing.value !== key && (this.controls.value === null || this.controls.value.some((control) => control.key === key));
  }

  reveal(key: string): void { this.#send({ type: "reveal", key }); }

  forget(): void {
    this.#kept = null;
    this.#send({ type: "keep", key: "forms", value: null });
  }

  /** What was reported today is known here, and kept only by those who already have something kept. */
  async #report(now: number): Promise<void> {
    // Without the network it does not come; the next opening tries again.
    const sentinel = await import("./fields/sentinel.ts").catch(() => null);
    const reported = await sentinel?.report(this.#model, this.#kept, now);
    if (!reported) return;
    this.#kept = reported;
    if (this.#model.identity.hasToken.peek()) this.#send({ type: "keep", key: "forms", value: reported });
  }
}
