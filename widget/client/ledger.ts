/**
 * What we hold of each channel: its number and its state. Every message of the service passes through `hear`, whatever way it
 * came. An event is taken only when it is the very next one; a gap is a reason to ask again, never to guess.
 */
import type { Event, Hint, ServiceMessage, State } from "../protocol/wire.ts";
import { apply, withCounters } from "./state.ts";

interface Held {
  /** The number of the last event in `state`; null before the first snapshot. */
  seq: number | null;
  state: State | null;
  /** A gap was seen and asked about: what follows until the answer is not another reason to ask. */
  asking: boolean;
}

export interface LedgerListener {
  /** A channel has another state; `event` when one event made it, null when a snapshot or a hint did. */
  onState(channel: string, state: State, event: Event | null): void;
  onHint(channel: string, hint: Hint): void;
  onRefused(channel: string, code: string): void;
}

export class Ledger {
  epoch: string | null = null;
  readonly #held = new Map<string, Held>();
  readonly #listener: LedgerListener;

  constructor(listener: LedgerListener) {
    this.#listener = listener;
  }

  get channels(): string[] { return [...this.#held.keys()]; }

  open(channel: string): void {
    if (!this.#held.has(channel)) this.#held.set(channel, { seq: null, state: null, asking: false });
  }

  close(channel: string): void { this.#held.delete(channel); }

  has(channel: string): boolean { return this.#held.has(channel); }

  seq(channel: string): number | null { return this.#held.get(channel)?.seq ?? null; }

  state(channel: string): State | null { return this.#held.get(channel)?.state ?? null; }

  /** Channel → last number held: what `hello` says. */
  after(): Record<string, number> {
    const numbers = [...this.#held].filter(([, held]) => held.seq !== null).map(([channel, held]) => [channel, held.seq]);
    return Object.fromEntries(numbers) as Record<string, number>;
  }

  /** Another state for the same number: an older part was read over HTTP, or an answer came before its event. */
  revise<S extends State>(channel: string, change: (state: S) => S): void {
    const held = this.#held.get(channel);
    if (!held?.state) return;
    held.state = change(held.state as S);
    this.#listener.onState(channel, held.state, null);
  }

  /** The state stays until a snapshot comes. */
  doubt(channel: string): void {
    const held = this.#held.get(channel);
    if (held) held.seq = null;
  }

  /** Takes one message in. The answer is a channel to ask about again, from `seq(channel)` on, or null. */
  hear(message: ServiceMessage): string | null {
    if (message.channel === null) return this.#meetEpoch((message as { epoch: string }).epoch);
    const held = this.#held.get(message.channel);
    if (!held) return null;
    switch (message.type) {
      case "welcome":
        held.asking = false;
        return this.#meetEpoch(message.epoch);
      case "snapshot":
        Object.assign(held, { seq: message.seq, state: message.state, asking: false });
        this.#listener.onState(message.channel, message.state, null);
        return null;
      case "event":
        return this.#take(message.channel, held, message);
      case "hint":
        this.#hint(message.channel, held, message);
        return null;
      case "refused":
        this.#held.delete(message.channel);
        this.#listener.onRefused(message.channel, message.code);
        return null;
      default:
        return null; // a message of a later version
    }
  }

  /** Another epoch: numbers may have been used twice, so none that we hold means anything. States stay until snapshots come. */
  #meetEpoch(epoch: string): null {
    if (this.epoch !== null && this.epoch !== epoch) for (const held of this.#held.values()) held.seq = null;
    this.epoch = epoch;
    return null;
  }

  #take(channel: string, held: Held, event: Event): string | null {
    if (held.seq !== null && held.state !== null && event.seq === held.seq + 1) {
      held.seq = event.seq;
      held.state = apply(held.state, event);
      this.#listener.onState(channel, held.state, event);
      return null;
    }
    const isKnown = held.seq !== null && event.seq <= held.seq;
    if (isKnown || held.asking) return null;
    held.asking = true;
    return channel;
  }

  #hint(channel: string, held: Held, hint: Hint): void {
    this.#listener.onHint(channel, hint);
    if (hint.kind !== "counters" || !held.state || !("threads" in held.state)) return;
    held.state = withCounters(held.state, hint.data.threads);
    this.#listener.onState(channel, held.state, null);
  }
}
