/** What was begun in a view that comes and goes, by a name of its own: a view that comes back finds its text as it was left. */
import { signal } from "@preact/signals";

export class Begun {
  readonly #held = signal<Readonly<Record<string, unknown>>>({});

  /** `first`: what stands there as long as nothing was typed. */
  read<T>(name: string, first: T): T { return (this.#held.value[name] as T | undefined) ?? first; }

  write<T>(name: string, value: T): void { this.#held.value = { ...this.#held.value, [name]: value }; }

  /** Sent, or given up. */
  drop(name: string): void {
    const { [name]: _, ...others } = this.#held.value;
    this.#held.value = others;
  }

  forget(): void { this.#held.value = {}; }
}
