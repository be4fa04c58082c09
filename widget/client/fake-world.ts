/** A world for tests: its clock is moved by hand, its network does what the test says. */
import type { ClientMessage, ServiceMessage } from "../protocol/wire.ts";
import type { Signal, World } from "./world.ts";

export class FakeSocket {
  readyState = 0;
  readonly sent: ClientMessage[] = [];
  isClosed = false;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  send(text: string): void { this.sent.push(JSON.parse(text) as ClientMessage); }
  close(): void { this.isClosed = true; this.readyState = 3; }

  opens(): this {
    this.readyState = 1;
    this.onopen?.();
    return this;
  }
  says(...messages: ServiceMessage[]): this {
    messages.forEach((message) => this.onmessage?.({ data: JSON.stringify(message) }));
    return this;
  }
  drops(code = 1006): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

export class FakeStream {
  isClosed = false;
  onmessage: ((event: { data: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly url: string;
  constructor(url: string) { this.url = url; }
  close(): void { this.isClosed = true; }
  says(...messages: ServiceMessage[]): void { messages.forEach((message) => this.onmessage?.({ data: JSON.stringify(message) })); }
  fails(): void { this.onerror?.(); }
}

type Reply = { status?: number; body?: unknown; headers?: Record<string, string> } | "unreachable";

export class FakeWorld implements World {
  readonly sockets: FakeSocket[] = [];
  readonly streams: FakeStream[] = [];
  readonly requests: { method: string; path: string; body: unknown; headers: Record<string, string> }[] = [];
  /** How long each timer was asked to wait. */
  readonly waits: number[] = [];
  luck = 0.5;
  online = true;
  visible = true;
  /** What the service answers over HTTP. */
  answer: (method: string, path: string, body: unknown) => Reply | Promise<Reply> = () => "unreachable";
  #time = Date.parse("2026-11-23T10:00:00Z");
  #timers: { at: number; run: () => void }[] = [];
  readonly #heard = new Map<Signal, Set<() => void>>();

  get socket(): FakeSocket { return this.sockets.at(-1)!; }
  get stream(): FakeStream { return this.streams.at(-1)!; }

  openSocket(): WebSocket {
    const socket = new FakeSocket();
    this.sockets.push(socket);
    return socket as unknown as WebSocket;
  }
  openStream(url: string): EventSource {
    const stream = new FakeStream(url);
    this.streams.push(stream);
    return stream as unknown as EventSource;
  }
  fetch = (async (url: string, init: RequestInit = {}) => {
    const method = init.method ?? "GET";
    const path = url.replace(/^.*\/api\/v1/, "");
    const body = init.body ? (JSON.parse(init.body as string) as unknown) : null;
    this.requests.push({ method, path, body, headers: (init.headers ?? {}) as Record<string, string> });
    const reply = await this.answer(method, path, body);
    if (reply === "unreachable") throw new TypeError("Failed to fetch");
    const { status = 200, body: said = null, headers = {} } = reply;
    const type = status >= 400 ? "application/problem+json" : "application/json";
    return new Response(status === 204 ? null : JSON.stringify(said), { status, headers: { "Content-Type": type, ...headers } });
  }) as typeof fetch;

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#time + ms, run };
    this.waits.push(ms);
    this.#timers.push(timer);
    return () => { this.#timers = this.#timers.filter((t) => t !== timer); };
  }
  now(): number { return this.#time; }
  random(): number { return this.luck; }
  isOnline(): boolean { return this.online; }
  isVisible(): boolean { return this.visible; }
  on(signal: Signal, run: () => void): () => void {
    const heard = this.#heard.get(signal) ?? new Set();
    this.#heard.set(signal, heard.add(run));
    return () => heard.delete(run);
  }

  signals(signal: Signal): void { this.#heard.get(signal)?.forEach((run) => run()); }

  /** Moves the clock, running on the way what was due. */
  passes(ms: number): void {
    const end = this.#time + ms;
    for (let next = this.#due(end); next; next = this.#due(end)) {
      this.#time = Math.max(this.#time, next.at);
      this.#timers = this.#timers.filter((timer) => timer !== next);
      next.run();
    }
    this.#time = end;
  }
  /** The laptop sleeps: time goes by, and no timer runs. */
  sleeps(ms: number): void { this.#time += ms; }

  #due(end: number): { at: number; run: () => void } | undefined {
    return this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
  }
}

/** Lets every promise that can settle, settle: requests of the fake world need no time. */
export const settled = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 0); });
