/** Who we are here: nobody until the first act; then one token, kept by the loader, and the pseudonym that goes with it. */
import { signal } from "@preact/signals";
import { type Api, ApiProblem } from "../client/api.ts";

export interface Me { id: string; name: string }

export class Identity {
  /** Null until the service has told us: after the first act, or after a reload with a kept token. */
  readonly me = signal<Me | null>(null);
  /** What we would be called. */
  readonly pseudonym = signal("");
  readonly hasToken = signal(false);
  token: string | null = null;
  /** Somebody since this visit: the service knows nothing of us that we have not just done. */
  isNew = false;

  readonly #api: Api;
  readonly #site: string;
  readonly #keep: (token: string | null) => void;
  readonly #onChange: () => void;
  #arriving: Promise<void> | null = null;
  /** Grows when we are forgotten: an arrival under way then is nobody's. */
  #lives = 0;

  constructor(api: Api, site: string, keep: (token: string | null) => void, onChange: () => void) {
    this.#api = api;
    this.#site = site;
    this.#keep = keep;
    this.#onChange = onChange;
  }

  /** A token from an earlier visit. Who it stands for is asked once we are connected, or when it matters. */
  remember(token: string): void { this.#hold(token); }

  /** Learns who our token stands for. Without an answer it stays unknown, and is asked again. */
  async recall(): Promise<void> {
    const { token } = this;
    if (!token || this.me.value) return;
    try {
      this.#meet(await this.#api.me(), token);
    } catch (error) {
      if (error instanceof ApiProblem && error.problem.status === 401 && this.token === token) this.forget();
    }
  }

  /** Becomes somebody, once, however many acts wait for it. */
  ensure(): Promise<void> {
    if (this.me.value) return Promise.resolve();
    this.#arriving ??= this.recall().then(() => (this.token ? undefined : this.#arrive())).finally(() => { this.#arriving = null; });
    return this.#arriving;
  }

  /** Leaves no trace on the device. */
  forget(): void {
    this.#lives += 1;
    this.token = null;
    this.isNew = false;
    this.hasToken.value = false;
    this.me.value = null;
    this.#keep(null);
    this.#onChange();
  }

  async #arrive(): Promise<void> {
    const life = this.#lives;
    const { token, visitor } = await this.#api.arrive(this.#site, this.pseudonym.value);
    if (life !== this.#lives) return;
    this.isNew = true;
    this.#hold(token);
    this.#keep(token);
    this.#meet(visitor, token);
    this.#onChange();
  }

  #hold(token: string): void {
    this.token = token;
    this.hasToken.value = true;
  }

  /** An answer for a token that was dropped meanwhile is nobody's. */
  #meet({ id, name }: Me, token: string): void {
    if (this.token === token) this.me.value = { id, name };
  }
}
