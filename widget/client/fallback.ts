/**
 * The ways for those whose WebSocket is blocked: the same messages over plain HTTP, one request per channel. The page's channel
 * is learnt by reading the page; that answer is said again in the words of the live channel, so the ledger knows one language.
 */
import type { ServiceMessage } from "../protocol/wire.ts";
import { ApiProblem, query, type PageAnswer } from "./api.ts";
import type { Down, Line, Link } from "./link.ts";
import { understood } from "./socket.ts";

/** Starts reading one channel of a line; the answer stops it. */
type Reader = (line: Line, channel: string) => () => void;

/** A stream of server-sent events per channel. Silence after it opened means that a proxy holds it back: the feed gives up on it. */
export const openStream = (line: Line): Link => overHttp(line, readStream);

/** Long polling: ask, be answered at the latest after 25 s, ask again. */
export const openPoll = (line: Line): Link => overHttp(line, readByTurns);

const readStream: Reader = (line, channel) => {
  const source = line.world.openStream(eventsUrl(line, channel));
  source.onmessage = ({ data }) => {
    const message = understood(data);
    if (!message) return;
    line.up();
    line.hear(message);
  };
  // Its own reconnection would ask from the number it began with; the feed asks again from the number we hold.
  source.onerror = () => line.down({ then: "retry" });
  return () => source.close();
};

const readByTurns: Reader = (line, channel) => {
  const stopped = new AbortController();
  const turns = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      const headers: Record<string, string> = { Accept: "application/json" };
      if (line.token) headers["Authorization"] = `Bearer ${line.token}`;
      const answer = await line.world.fetch(eventsUrl(line, channel), { headers, signal: stopped.signal });
      if (answer.status === 403 || answer.status === 404) return line.hear({ type: "refused", channel, code: "not-found" });
      if (!answer.ok) throw new Error(String(answer.status));
      const { messages } = (await answer.json()) as { messages: ServiceMessage[] };
      if (stopped.signal.aborted) return;
      line.up();
      messages.forEach(line.hear);
    }
  };
  turns().catch(() => { if (!stopped.signal.aborted) line.down({ then: "retry" }); });
  return () => stopped.abort();
};

function overHttp(given: Line, read: Reader): Link {
  const readers = new Map<string, () => void>();
  let isOver = false;
  const close = (): void => {
    isOver = true;
    readers.forEach((stop) => stop());
    readers.clear();
  };
  const line: Line = {
    ...given,
    down(why) {
      if (isOver) return;
      close();
      given.down(why);
    },
  };
  const watch = (channel: string): void => {
    if (isOver) return;
    readers.get(channel)?.();
    readers.set(channel, read(line, channel));
  };
  const start = (): void => line.ledger.channels.forEach(watch);

  if (line.address === null) start();
  else {
    line.api.page(line.site, line.address).then((answer) => {
      if (isOver) return;
      introduce(line, answer);
      start();
    }, (error: unknown) => line.down(downOfError(error)));
  }

  return {
    watch,
    unwatch(channel) {
      readers.get(channel)?.();
      readers.delete(channel);
    },
    typing(thread) { if (line.token) line.api.typing(thread).catch(() => undefined); },
    close,
  };
}

/** What the page's answer says, as messages. A snapshot only when ours cannot be carried on from. */
function introduce(line: Line, { page, epoch, threads, total, pinned, changed, officehours, here }: PageAnswer): void {
  const channel = `page:${page.id}`;
  line.meetPage(channel);
  line.hear({ type: "welcome", channel, seq: page.seq, epoch });
  if (line.ledger.seq(channel) === null) {
    const { seq, ...named } = page;
    line.hear({ type: "snapshot", channel, seq, state: { page: named, threads, total, pinned, changed, officehours } });
  }
  line.hear({ type: "hint", channel, kind: "presence", data: here });
}

function downOfError(error: unknown): Down {
  if (!(error instanceof ApiProblem)) return { then: "retry" };
  const { status, code } = error.problem;
  if (status === 401) return { then: "forget-token" };
  if (status === 403 || status === 404) return { then: "stop", reason: code };
  return error.retryAfter ? { then: "wait", wait: error.retryAfter * 1000 } : { then: "retry" };
}

const eventsUrl = (line: Line, channel: string): string =>
  `${line.origin}/api/v1/events?${query({ site: line.site, channel, after: line.ledger.seq(channel), epoch: line.ledger.epoch })}`;
