/** The border: who may speak to us, and what may be said. The frame counts as hostile here; `protocol/port.ts` is the law. */

import type { Knock, PanelToLoader, Welcome } from "../protocol/port.ts";

const LARGEST = 65_536; // bytes of UTF-8, for one kept text

const isCount = (found: unknown): found is number => Number.isSafeInteger(found) && (found as number) >= 0;
const isText = (found: unknown): found is string =>
  typeof found === "string" && new TextEncoder().encode(found).length <= LARGEST;

/** The message, rebuilt from what the schema knows; `null` for anything else. Never throws. */
export function understand(data: unknown): PanelToLoader | null {
  const { type, key, value, unread, agents } = Object(data) as Record<string, unknown>;
  if (type === "ready" || type === "close") return { type };
  if (type === "keep" && (key === "token" || key === "outbox") && (value === null || isText(value))) return { type, key, value };
  if (type === "news" && isCount(unread) && isCount(agents)) return { type, unread, agents };
  return null;
}

/** 128 random bits: what the frame must say to prove that it is the one we made. */
export const makeNonce = (): string => crypto.getRandomValues(new Uint32Array(4)).join("-");

/**
 * Answers the frame's knock with one port, then stops listening. A frame that loads anew has lost its port and is answered
 * once more: we learn it from the old port's end, or, where browsers do not tell, from the `load` event.
 */
export function answerKnock(frame: HTMLIFrameElement, nonce: string, meet: (port: MessagePort) => void, signal: AbortSignal): void {
  const listen = () => addEventListener("message", hear, { signal });

  function hear({ source, data }: MessageEvent<unknown>): void {
    const { parvis, nonce: said } = Object(data) as Partial<Knock>;
    if (!source || source !== frame.contentWindow || parvis !== "knock" || said !== nonce) return;
    removeEventListener("message", hear);
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("close", listen, { signal });
    const welcome: Welcome = { parvis: "welcome", nonce };
    frame.contentWindow!.postMessage(welcome, "*", [port2]);
    meet(port1);
  }

  let loads = 0;
  frame.addEventListener("load", () => loads++ && listen(), { signal });
  listen();
}
