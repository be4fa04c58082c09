/** The guide of the page the reader is on: what it says, what is being written in it, and what may be done. */
import { batch, effect, signal } from "@preact/signals";
import { ApiProblem } from "../../client/api.ts";
import { uuidv7 } from "../../client/ids.ts";
import { draftFrom, draftOf, newDraft, requestOf, type Draft } from "../../draw/guide/draft.ts";
import type { Field, GuideState, Step } from "../../protocol/wire.ts";
import type { Model } from "../model.ts";

/** What is on screen: the steps, one that is being written, or what one said before. */
export type Look = { name: "steps" } | { name: "write"; draft: string } | { name: "history"; step: Step };

export class Book {
  readonly state = signal<GuideState | null>(null);
  readonly look = signal<Look>({ name: "steps" });
  /** What may be done with each step is shown: the guide itself reads like a page. */
  readonly isImproving = signal(false);
  /** By the id of their step, whatever page is on screen. They stay until they are sent, or given up. */
  readonly drafts = signal<Record<string, Draft>>({});
  readonly sending = signal<string | null>(null);
  readonly failure = signal<{ at: string; said: string } | null>(null);
  readonly #model: Model;
  /** The page of each draft. */
  readonly #pages = new Map<string, string | null>();
  #page: string | null = null;

  constructor(model: Model) {
    this.#model = model;
    model.parts.whenForgotten(() => this.#forget());
    let before: string | null = null;
    effect(() => {
      const page = model.pageId.value;
      // A reader who moves has no page for a while: one that becomes another at once was merged or split, and what is typed stays with her.
      if (page && before) this.#carry(before, page);
      before = page;
      if (page) this.#turnTo(page);
    });
  }

  /** Follows the guide of the reader's page; the answer stops that. */
  open(): () => void {
    return effect(() => {
      const page = this.#model.pageId.value;
      if (page === null) return undefined;
      this.#turnTo(page);
      return this.#model.parts.follow(`guide:${page}`, (state) => { this.state.value = state as GuideState; });
    });
  }

  /** An answer that was chosen for the guide becomes a draft. */
  takeAnswer(): void {
    const answer = this.#model.parts.forGuide.peek();
    if (!answer) return;
    this.#model.parts.forGuide.value = null;
    const begun = Object.values(this.drafts.value).find(({ base, origin }) => base === 0 && origin?.post === answer.post.id);
    const draft = begun ?? draftFrom(answer.thread, answer.post);
    this.#keep(draft);
    this.look.value = { name: "write", draft: draft.step };
  }

  show(look: Look): void {
    batch(() => {
      this.failure.value = null;
      this.look.value = look;
    });
  }

  write(step: Step | null): void {
    const draft = (step && this.drafts.value[step.id]) ?? this.#unfinished(step) ?? (step ? draftOf(step) : newDraft({ field: this.#model.field.value }));
    this.#keep(draft);
    this.show({ name: "write", draft: draft.step });
  }

  change(draft: Draft, more: Partial<Draft>): void { this.#keep({ ...draft, ...more }); }

  /** Gives a draft up. */
  drop(draft: Draft): void {
    const { [draft.step]: _, ...others } = this.drafts.value;
    const look = this.look.peek();
    this.#pages.delete(draft.step);
    batch(() => {
      this.drafts.value = others;
      if (look.name === "write" && look.draft === draft.step) this.show({ name: "steps" });
    });
  }

  /**
   * Sends a draft: true when nothing of it is left to send. Refused or unheard, it stays as it was typed; when somebody else came first, her
   * text is laid beside it. What was typed during the request is never lost.
   */
  async send(draft: Draft, where: Record<string, string | null>): Promise<boolean> {
    if (this.sending.value) return false;
    batch(() => { this.sending.value = draft.step; this.failure.value = null; });
    try {
      await this.#model.identity.ensure();
      const { method, path, body } = requestOf(draft, where);
      const stored = await this.#model.api.ask<Step>(method, path, body);
      this.#take(stored);
      if (this.drafts.value[draft.step] !== draft) return this.#base(draft, stored, null);
      this.drop(draft);
      return true;
    } catch (error) {
      const theirs = await this.#theirs(draft, error);
      if (theirs) return this.#base(draft, theirs, theirs);
      this.failure.value = { at: draft.step, said: this.#why(error, this.#model.words.unreachable) };
      return false;
    } finally {
      this.sending.value = null;
    }
  }

  /** One place up or down. */
  async move(step: Step, by: -1 | 1): Promise<boolean> {
    const steps = this.state.value?.steps ?? [];
    const at = steps.findIndex(({ id }) => id === step.id) + by;
    const after = by > 0 ? steps[at]?.id : (steps[at - 1]?.id ?? null);
    return after !== undefined && this.#act(step.id, "POST", `/guide/steps/${step.id}/move`, { after });
  }

  async remove(step: Step): Promise<boolean> {
    const done = await this.#act(step.id, "DELETE", `/guide/steps/${step.id}`);
    if (done) this.#model.revise({ channel: `guide:${step.page}` }, { seq: 0, kind: "step.removed", data: { id: step.id } });
    return done;
  }

  async restore(step: Step, revision: number): Promise<boolean> {
    return this.#act(step.id, "POST", `/guide/steps/${step.id}/revert`, { id: uuidv7(), base: this.now(step).revision, revision });
  }

  async erase(step: Step, revision: string): Promise<boolean> {
    return this.#act(step.id, "DELETE", `/guide/steps/${step.id}/history/${revision}`);
  }

  /** The step as it now reads. */
  now(step: Step): Step { return this.state.value?.steps.find(({ id }) => id === step.id) ?? step; }

  isMine(author: { id: string | null }): boolean { return author.id !== null && author.id === this.#model.identity.me.value?.id; }

  /** Fields that the page is known to have: those of its questions, of its steps, and the one the panel was opened on. */
  fields(): Field[] {
    const { field, board } = this.#model;
    const all = [field.value, ...board.visible.value.map((thread) => thread.field), ...(this.state.value?.steps ?? []).map((step) => step.field)];
    return [...new Map(all.filter((each) => each !== null).map((each) => [each.key, each])).values()];
  }

  /** Something that was begun and not sent: a new step has no id that a button could name. */
  #unfinished(step: Step | null): Draft | undefined {
    return step ? undefined : Object.values(this.drafts.value).find(({ step: id, base, origin }) => base === 0 && !origin && this.#pages.get(id) === this.#page);
  }

  #keep(draft: Draft): void {
    if (!this.#pages.has(draft.step)) this.#pages.set(draft.step, this.#page);
    this.drafts.value = { ...this.drafts.value, [draft.step]: draft };
  }

  /** What the service has of the step, when that is not what the draft was about: somebody else's, or ours whose answer was lost. */
  async #theirs({ step }: Draft, error: unknown): Promise<Step | null> {
    const problem = error instanceof ApiProblem ? error.problem : null;
    if (problem?.code === "edited-meanwhile") return problem["theirs"] as Step;
    if (problem?.code !== "id-taken") return null;
    return this.#model.api.ask<{ step: Step }>("GET", `/guide/steps/${step}/history`).then((known) => known.step, () => null);
  }

  /** From here on the draft, as it now reads, is about another revision than the one that was sent. One that was given up stays so. */
  #base({ step }: Draft, { revision: base }: Step, theirs: Step | null): false {
    const draft = this.drafts.value[step];
    if (draft) this.#keep({ ...draft, base, revision: uuidv7(), theirs });
    return false;
  }

  #carry(before: string, page: string): void {
    for (const [step, of] of this.#pages) if (of === before) this.#pages.set(step, page);
  }

  /** Drafts stay; one that is being written and came along stays on screen. */
  #turnTo(page: string): void {
    if (page === this.#page) return;
    this.#page = page;
    const look = this.look.peek();
    batch(() => {
      this.state.value = null;
      this.isImproving.value = false;
      if (look.name !== "write" || this.#pages.get(look.draft) !== page) this.look.value = { name: "steps" };
    });
  }

  #forget(): void {
    this.#pages.clear();
    batch(() => {
      this.drafts.value = {};
      this.look.value = { name: "steps" };
    });
  }

  /** Shows what was stored before the live channel tells of it. */
  #take(step: Step): void { this.#model.revise({ channel: `guide:${step.page}` }, { seq: 0, kind: "step.written", data: { step } }); }

  async #act(at: string, method: string, path: string, body?: unknown): Promise<boolean> {
    this.failure.value = null;
    try {
      await this.#model.identity.ensure();
      const step = await this.#model.api.ask<Step | null>(method, path, body);
      if (step) this.#take(step);
      return true;
    } catch (error) {
      this.failure.value = { at, said: this.#why(error, this.#model.words.actUnreachable) };
      return false;
    }
  }

  #why(error: unknown, otherwise: string): string { return (error instanceof ApiProblem && error.problem.detail) || otherwise; }
}

const books = new WeakMap<Model, Book>();

/** One book for each model, so that what was typed is there when the reader comes back to the guide. */
export function bookOf(model: Model): Book {
  const known = books.get(model) ?? new Book(model);
  books.set(model, known);
  return known;
}
