/** The WebSocket: one connection, many channels. The first message says who and where, never the address of the socket. */
import type { ClientMessage, ServiceMessage } from "../protocol/wire.ts";
import type { Down, Line, Link } from "./link.ts";

/** The close codes of docs/protocol.md. */
export function downOf(code: number): Down {
  switch (code) {
    case 4401: return { then: "forget-token" };
    case 4403: return { then: "stop", reason: "foreign-page" };
    case 4404: return { then: "stop", reason: "unknown-site" };
    case 4409: return { then: "resume", within: 0 };
    case 4429: return { then: "wait", wait: 10_000 };
    case 1012: return { then: "resume", within: 3_000 };
    default: return { then: "retry" };
  }
}

export function openSocket(line: Line): Link {
  const { ledger, address } = line;
  const isOnPage = address !== null;
  const socket = line.world.openSocket(`${line.origin.replace(/^http/, "ws")}/api/v1/live`);
  let isOver = false;
  let isWelcome = false;
  /** The channels that our hello asked for, with their numbers. */
  let resumed: Record<string, number> = {};

  const say = (message: ClientMessage): void => {
    if (socket.readyState === 1) socket.send(JSON.stringify(message));
  };
  const watch = (channel: string): void => {
    const seq = ledger.seq(channel);
    say(seq === null ? { type: "watch", channel } : { type: "watch", channel, after: seq });
  };
  /** The page's welcome tells which page it is; a thread's may come before it. What the hello could not ask for is asked for here. */
  const settleIn = (message: ServiceMessage): void => {
    if (message.type !== "welcome" || (isOnPage && !message.channel?.startsWith("page:"))) return;
    isWelcome = true;
    if (isOnPage && message.channel) line.meetPage(message.channel);
    line.up();
    for (const channel of ledger.channels) if (channel !== message.channel && !(channel in resumed)) watch(channel);
  };

  socket.onopen = () => {
    resumed = ledger.after();
    say({ type: "hello", site: line.site, ...(address ?? {}), token: line.token, epoch: ledger.epoch, after: resumed });
  };
  socket.onmessage = ({ data }) => {
    const message = understood(data);
    if (!message || isOver) return;
    if (!isWelcome) settleIn(message);
    line.hear(message);
  };
  socket.onclose = ({ code }) => {
    if (!isOver) line.down(downOf(code));
    isOver = true;
  };

  return {
    watch,
    unwatch: (channel) => say({ type: "unwatch", channel }),
    typing: (thread) => say({ type: "typing", thread }),
    close() {
      isOver = true;
      socket.close(1000);
    },
  };
}

/** A frame of the service, or null for what is not JSON. */
export function understood(data: unknown): ServiceMessage | null {
  try {
    return typeof data === "string" ? (JSON.parse(data) as ServiceMessage) : null;
  } catch {
    return null;
  }
}
