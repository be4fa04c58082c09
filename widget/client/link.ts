/** One way to the live channel: a WebSocket, a stream of server-sent events, or long polling. The feed chooses among them. */
import type { ServiceMessage } from "../protocol/wire.ts";
import type { Api, Address } from "./api.ts";
import type { Ledger } from "./ledger.ts";
import type { World } from "./world.ts";

export type Way = "socket" | "stream" | "poll";

/** Why a link ended, in terms of what to do next. */
export type Down =
  | { then: "retry" }
  /** Come back after a random wait below `within` ms. */
  | { then: "resume"; within: number }
  /** Too many: wait at least `wait` ms. */
  | { then: "wait"; wait: number }
  /** The token means nothing any more. */
  | { then: "forget-token" }
  | { then: "stop"; reason: string };

/** What a link is given. */
export interface Line {
  world: World;
  origin: string;
  site: string;
  /** The page to watch at once; null in the console. */
  address: Address | null;
  token: string | null;
  api: Api;
  ledger: Ledger;
  /** The way works: the service was heard through it. */
  up(): void;
  hear(message: ServiceMessage): void;
  /** The page's channel, learnt from its first welcome. */
  meetPage(channel: string): void;
  /** Said once, and never after `close()`. */
  down(why: Down): void;
}

export interface Link {
  /** Ask about a channel, from the number the ledger holds on. */
  watch(channel: string): void;
  unwatch(channel: string): void;
  typing(thread: string): void;
  close(): void;
}
