/** The border: who may speak to us, and what may be said. The frame counts as hostile here; `protocol/port.ts` is the law. */

import type { Keepsake, Knock, PanelToLoader, Welcome } from "../../protocol/port.ts";

const LARGEST = 65_536; // bytes of UTF-8, for one kept text
const KEY = 120; // characters of a control's key
const KEEPSAKES: Keepsake[] = ["token", "outbox", "forms"];

const isCount = (found: unknown): boolean => Number.isSafeInteger(found) && (found as number) >= 0;
const isText = (found: unknown): boolean => typeof found === "string" && new Blob([found]).size <= LARGEST;

/** Whether this is a message of the schema. Never throws: what comes through a port is a plain copy. */
export function isMessage(data: unknown): data is PanelToLoader {
  const { type, key, value, unread, agents } = Object(data) as Record<string, unknown>;
  if (type === "reveal") return typeof key === "string" && key.length <= KEY;
  if (type === "keep") return KEEPSAKES.includes(key as Keepsake) && (value === null || isText(value));
  if (type === "news") return isCount(unread) && isCount(agents);
  return type === "ready" || type === "close";
}

/** 128 random bits: what the frame must say to prove that it is the one we made. */
export const makeNonce = (): string => crypto.getRandomValues(new Uint32Array(4)).join("-");

/**
 * Answers the frame's knock with one port, then stops listening. A frame that loads anew has lost its port and knocks while it
 * loads, so each `load` makes us listen again: one answer a load, and the last port is the one that counts.
 */
export function answerKnock(frame: HTMLIFrameElement, nonce: string, meet: (port: MessagePort) => void, signal: AbortSignal): void {
  const listen = () => addEventListener("message", hear, { signal });

  function hear({ source, data }: MessageEvent<unknown>): void {
    const { parvis, nonce: said } = Object(data) as Partial<Knock>;
    if (!source || source !== frame.contentWindow || parvis !== "knock" || said !== nonce) return;
    removeEventListener("message", hear);
    const { port1, port2 } = new MessageChannel();
    const welcome: Welcome = { parvis: "welcome", nonce };
    frame.contentWindow!.postMessage(welcome, "*", [port2]);
    meet(port1);
  }

  listen();
  frame.onload = listen;
}
