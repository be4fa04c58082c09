/**
 * The panel's end of the border (see `protocol/port.ts`). One knock, one welcome from the very window that holds us, with the
 * nonce it gave us; then the port and nothing else. Whatever is not exactly of the protocol is dropped.
 */
import type { Control, Knock, LoaderToPanel, PanelToLoader, Place, Theme } from "../protocol/port.ts";
import type { Field } from "../protocol/wire.ts";

type Check = (value: unknown) => boolean;

const text = (limit: number): Check => (value) => typeof value === "string" && value.length <= limit;
const textOrNull = (limit: number): Check => (value) => value === null || text(limit)(value);
const flag: Check = (value) => typeof value === "boolean";
const number = (limit: number): Check => (value) => typeof value === "number" && value >= 0 && value <= limit;
const oneOf = (...words: string[]): Check => (value) => words.includes(value as string);
const maybe = (check: Check): Check => (value) => value === undefined || check(value);

/** An object with these members and no other. */
const shape = (members: Record<string, Check>): Check => (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value) &&
  Object.keys(value).every((name) => Object.hasOwn(members, name)) &&
  Object.entries(members).every(([name, check]) => check((value as Record<string, unknown>)[name]));

const listOf = (check: Check, limit: number): Check => (value) => Array.isArray(value) && value.length <= limit && value.every(check);

const KEPT = 65_536;
const KEY = 120;
const LABEL = 200;
const CONTROLS = 300;
const named = { key: text(KEY), label: text(LABEL), step: textOrNull(LABEL) } satisfies Record<keyof Field, Check>;
const control = shape({ ...named, shape: text(64) } satisfies Record<keyof Control, Check>);
const place = shape({ url: text(4096), page: textOrNull(4096), canonical: textOrNull(4096), title: text(1000) } satisfies Record<keyof Place, Check>);
const theme = shape({
  font: text(1000), accent: text(200), radius: number(1000), scheme: oneOf("light", "dark", "auto"),
} satisfies Record<keyof Theme, Check>);

const SHAPES: Record<LoaderToPanel["type"], Check> = {
  start: shape({
    type: text(10), site: text(200), lang: text(35), place, theme, modal: flag,
    kept: shape({ token: maybe(text(KEPT)), outbox: maybe(text(KEPT)), forms: maybe(text(KEPT)) }),
  }),
  moved: shape({ type: text(10), place }),
  shown: shape({ type: text(10), open: flag, modal: flag, thread: maybe(text(36)), field: maybe(shape(named)) }),
  form: shape({ type: text(10), lang: text(35), controls: listOf(control, CONTROLS) }),
  revealed: shape({ type: text(10), key: text(KEY), found: flag }),
  themed: shape({ type: text(10), theme }),
};

/** A message of the loader, or null for anything else. */
export function understood(message: unknown): LoaderToPanel | null {
  const type = (message as { type?: unknown } | null | undefined)?.type;
  if (typeof type !== "string" || !Object.hasOwn(SHAPES, type)) return null;
  return SHAPES[type as LoaderToPanel["type"]](message) ? (message as LoaderToPanel) : null;
}

/** True for the one welcome we wait for: from our parent, with our nonce, carrying one port. */
export function isWelcome(event: MessageEvent, parent: unknown, nonce: string): boolean {
  return event.source === parent && event.ports.length === 1 && event.data?.parvis === "welcome" && event.data.nonce === nonce;
}

/** Knocks, and speaks through the port once it is there. Messages said before wait for it. */
export function meetLoader(hear: (message: LoaderToPanel) => void): (message: PanelToLoader) => void {
  const nonce = location.hash.slice(1);
  const waiting: PanelToLoader[] = [];
  let port: MessagePort | null = null;

  const onMessage = (event: MessageEvent): void => {
    if (!isWelcome(event, window.parent, nonce)) return;
    window.removeEventListener("message", onMessage);
    port = event.ports[0]!;
    port.onmessage = ({ data }) => {
      const message = understood(data);
      if (message) hear(message);
    };
    waiting.forEach((message) => port!.postMessage(message));
  };
  window.addEventListener("message", onMessage);
  // Our own origin is opaque, so is our knowledge of the parent's: the nonce is for its eyes, and worth nothing to others.
  window.parent.postMessage({ parvis: "knock", nonce } satisfies Knock, "*");

  return (message) => {
    if (port) port.postMessage(message);
    else waiting.push(message);
  };
}
