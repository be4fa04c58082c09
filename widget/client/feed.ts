/**
 * The live connection of one browser: chooses a way, keeps it, comes back by itself. A WebSocket first; where it is blocked a
 * stream, then long polling, with the WebSocket tried again later. Waking from sleep, losing the network, a restarted service and
 * a slow reader take one path: open a link, say the numbers we hold, hear what is missing.
 */
import type { ServiceMessage, State } from "../protocol/wire.ts";
import { Api, type Address } from "./api.ts";
import { backoff } from "./backoff.ts";
import { openPoll, openStream } from "./fallback.ts";
import { Ledger, type LedgerListener } from "./ledger.ts";
import type { Down, Line, Link, Way } from "./link.ts";
import { openSocket } from "./socket.ts";
import { browser, type World } from "./world.ts";

export type Connection =
  | { name: "connecting"; tries: number }
  | { name: "live"; way: Way }
  | { name: "reconnecting"; tries: number }
  /** The browser says that there is no network, since that time (ms). */
  | { name: "offline"; since: number }
  /** For good: `reason` is a problem's code. */
  | { name: "stopped"; reason: string };

export interface FeedListener extends LedgerListener {
  onConnection(connection: Connection): void;
  /** The page's channel is known, or another one after `moved`. */
  onPage(channel: string): void;
  /** The service no longer knows our token: forget it. The feed goes on without. */
  onTokenRefused(): void;
}

export interface FeedOptions {
  origin: string;
  site: string;
  api: Api;
  address: Address | null;
  token: () => string | null;
  world?: World;
}

/** Two tries by WebSocket, then each fallback once, and again from the start. */
const LADDER: readonly Way[] = ["socket", "socket", "stream", "poll"];
const OPEN: Record<Way, (line: Line) => Link> = { socket: openSocket, stream: openStream, poll: openPoll };
/** How long a way may take before the service is heard through it; a poll may rightly be silent for 25 s. */
const PATIENCE: Record<Way, number> = { socket: 4_000, stream: 4_000, poll: 30_000 };
/** On a fallback, the first renewed try of the WebSocket; each failure doubles the wait. */
const SOCKET_AGAIN = 60_000;
const SOCKET_AGAIN_LONGEST = 15 * 60_000;
/** The pulse is looked at this often; silence or a clock that jumped (a laptop slept) asks for a sign of life. */
const PULSE = 15_000;
const SILENCE = 45_000;
const SIGN_OF_LIFE = 5_000;
const LOOK_AGAIN = 1_500;

interface Current { way: Way; link: Link }

export class Feed {
  readonly ledger: Ledger;
  readonly #options: FeedOptions;
  readonly #world: World;
  readonly #listener: FeedListener;
  #address: Address | null;
  #page: string | null = null;
  #connection: Connection = { name: "connecting", tries: 0 };
  #current: Current | null = null;
  #candidate: Current | null = null;
  #tries = 0;
  /** Where on the ladder to begin: at the way that worked last. */
  #rung = 0;
  #socketTries = 0;
  /** How often a renewal was tried in vain; null when none is due. */
  #renewals: number | null = null;
  #wasLive = false;
  #isRunning = false;
  #heardAt = 0;
  #seenAt = 0;
  /** Every pending timer, by purpose: setting one forgets the one before. */
  readonly #timers = new Map<string, () => void>();
  #listening: (() => void)[] = [];

  constructor(options: FeedOptions, listener: FeedListener) {
    this.#options = options;
    this.#address = options.address;
    this.#world = options.world ?? browser;
    this.#listener = listener;
    this.ledger = new Ledger(listener);
  }

  get connection(): Connection { return this.#connection; }

  start(): void {
    this.#isRunning = true;
    this.#listening = [
      this.#world.on("online", () => this.retry()),
      this.#world.on("offline", () => this.#loseNetwork()),
      this.#world.on("visible", () => (this.#current ? this.#checkPulse() : this.retry())),
    ];
    this.#beat();
    this.retry();
  }

  stop(): void {
    this.#isRunning = false;
    this.#listening.forEach((forget) => forget());
    this.#timers.forEach((forget) => forget());
    this.#timers.clear();
    this.#hangUp();
  }

  /** Try now, not when the wait is over. */
  retry(): void {
    if (!this.#isRunning || this.#connection.name === "stopped") return;
    if (!this.#world.isOnline()) return this.#loseNetwork();
    if (this.#current || this.#candidate) return;
    this.#tries = 0;
    this.#say(this.#wasLive ? { name: "reconnecting", tries: 0 } : { name: "connecting", tries: 0 });
    this.#open();
  }

  watch(channel: string): void {
    if (this.ledger.has(channel)) return;
    this.ledger.open(channel);
    this.#current?.link.watch(channel);
  }

  unwatch(channel: string): void {
    if (!this.ledger.has(channel)) return;
    this.ledger.close(channel);
    this.#current?.link.unwatch(channel);
  }

  typing(thread: string): void { this.#current?.link.typing(thread); }

  state<S extends State>(channel: string): S | null { return this.ledger.state(channel) as S | null; }

  /** Another page: its channel replaces the one before; threads that are watched stay. */
  moved(address: Address): void {
    this.#address = address;
    if (this.#page) this.ledger.close(this.#page);
    this.#page = null;
    this.#wasLive = false;
    this.#hangUp();
    if (this.#connection.name === "stopped") this.#connection = { name: "connecting", tries: 0 };
    this.retry();
  }

  /** Our address may lead to another page now. All who look at it are told at once, so each asks a little later than the other. */
  lookAgain(): void {
    this.#after("look again", this.#world.random() * LOOK_AGAIN, () => this.renew());
  }

  /** We are somebody else now: a new link says so, and takes over from the old one once it is welcome. */
  renew(): void {
    if (!this.#current) return;
    this.#renewals ??= 0;
    this.#open(this.#current.way);
  }

  /** What we hold of a channel may be wrong: it is asked for whole, now or when we are back. */
  doubt(channel: string): void {
    this.ledger.doubt(channel);
    if (this.ledger.has(channel)) this.#current?.link.watch(channel);
  }

  #open(way: Way = LADDER[(this.#rung + this.#tries) % LADDER.length]!): void {
    this.#forget("retry");
    this.#dropCandidate();
    const candidate: Partial<Current> & { way: Way } = { way };
    const isOurs = (): boolean => candidate === this.#candidate || candidate === this.#current;
    const line: Line = {
      world: this.#world, origin: this.#options.origin, site: this.#options.site, address: this.#address,
      token: this.#options.token(), api: this.#options.api, ledger: this.ledger,
      up: () => { if (candidate === this.#candidate) this.#adopt(candidate as Current); },
      hear: (message) => { if (isOurs()) this.#hear(message, candidate as Current); },
      meetPage: (channel) => { if (isOurs()) this.#meetPage(channel); },
      down: (why) => { if (isOurs()) this.#lose(candidate as Current, why); },
    };
    this.#candidate = candidate as Current;
    candidate.link = OPEN[way](line);
    this.#after("patience", PATIENCE[way], () => this.#lose(candidate as Current, { then: "retry" }));
  }

  #adopt(candidate: Current): void {
    this.#forget("patience");
    this.#forget("renew");
    this.#renewals = null;
    this.#current?.link.close();
    this.#current = candidate;
    this.#candidate = null;
    this.#tries = 0;
    this.#rung = LADDER.indexOf(candidate.way);
    this.#wasLive = true;
    this.#say({ name: "live", way: candidate.way });
    if (candidate.way === "socket") this.#socketTries = 0;
    else this.#planSocket();
  }

  #hear(message: ServiceMessage, from: Current): void {
    this.#heardAt = this.#world.now();
    this.#forget("sign of life");
    const gap = this.ledger.hear(message);
    if (gap) from.link.watch(gap);
  }

  #meetPage(channel: string): void {
    if (channel === this.#page) return;
    if (this.#page) this.ledger.close(this.#page);
    this.#page = channel;
    this.ledger.open(channel);
    this.#listener.onPage(channel);
  }

  #lose(lost: Current, why: Down): void {
    if (lost === this.#candidate) this.#dropCandidate();
    if (lost === this.#current) {
      this.#current.link.close();
      this.#current = null;
    }
    if (why.then === "stop") return this.#stopFor(why.reason);
    if (why.then === "forget-token") this.#listener.onTokenRefused();
    if (this.#candidate) return;
    if (!this.#current) this.#comeBack(why);
    else if (this.#renewals === null) this.#planSocket();
    else this.#after("renew", this.#wait(this.#renewals++, why), () => this.renew());
  }

  #comeBack(why: Down): void {
    if (!this.#world.isOnline()) return this.#loseNetwork();
    const wait = this.#wait(this.#tries, why);
    if (why.then === "retry") this.#tries += 1;
    this.#say({ name: this.#wasLive ? "reconnecting" : "connecting", tries: this.#tries });
    this.#after("retry", wait, () => this.#open());
  }

  #wait(tries: number, why: Down): number {
    const random = this.#world.random();
    if (why.then === "resume") return Math.floor(random * why.within);
    if (why.then === "forget-token") return 0;
    return Math.max(backoff(tries, random), why.then === "wait" ? why.wait : 0);
  }

  /** On a fallback: try the WebSocket beside it, which takes over only once it is welcome. */
  #planSocket(): void {
    const wait = Math.min(SOCKET_AGAIN * 2 ** this.#socketTries, SOCKET_AGAIN_LONGEST);
    this.#after("socket again", wait, () => {
      this.#socketTries += 1;
      if (this.#current && this.#current.way !== "socket") this.#open("socket");
    });
  }

  #loseNetwork(): void {
    this.#hangUp();
    if (this.#connection.name !== "offline") this.#say({ name: "offline", since: this.#world.now() });
  }

  #stopFor(reason: string): void {
    this.#hangUp();
    this.#say({ name: "stopped", reason });
  }

  #hangUp(): void {
    for (const purpose of ["retry", "renew", "socket again", "sign of life"]) this.#forget(purpose);
    this.#dropCandidate();
    this.#current?.link.close();
    this.#current = null;
  }

  #dropCandidate(): void {
    this.#forget("patience");
    this.#candidate?.link.close();
    this.#candidate = null;
  }

  #beat(): void {
    this.#seenAt = this.#world.now();
    this.#after("pulse", PULSE, () => {
      this.#checkPulse();
      this.#beat();
    });
  }

  /** The service's pings are not shown to scripts, so we ask about a channel: its welcome is the sign of life. */
  #checkPulse(): void {
    const now = this.#world.now();
    const slept = now - this.#seenAt > PULSE + SIGN_OF_LIFE * 2;
    const current = this.#current;
    const channel = this.#page ?? this.ledger.channels[0];
    if (!current || current.way !== "socket" || !channel || (!slept && now - this.#heardAt < SILENCE)) return;
    if (this.#timers.has("sign of life")) return;
    current.link.watch(channel);
    this.#after("sign of life", SIGN_OF_LIFE, () => this.#lose(current, { then: "resume", within: 0 }));
  }

  #say(connection: Connection): void {
    this.#connection = connection;
    this.#listener.onConnection(connection);
  }

  #after(purpose: string, ms: number, run: () => void): void {
    this.#forget(purpose);
    this.#timers.set(purpose, this.#world.after(ms, () => { this.#timers.delete(purpose); run(); }));
  }

  #forget(purpose: string): void {
    this.#timers.get(purpose)?.();
    this.#timers.delete(purpose);
  }
}
