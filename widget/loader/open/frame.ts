/** The frame that holds the panel: an origin of its own, so that the browser, not our promise, keeps it away from the form. */

import { element, own } from "../dom.ts";
import { answerKnock, makeNonce } from "./port.ts";
import type { Tag } from "../tag.ts";

/** Without `allow-same-origin`. Links must open as ordinary pages, hence the two about popups. */
const SANDBOX = "allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads";

/**
 * @param meet  gets the port each time the frame has knocked.
 * @param blocked  is called when the page's policy forbids the frame.
 */
export function makeFrame(
  { service, site, lang }: Tag, title: string, meet: (port: MessagePort) => void, blocked: () => void, signal: AbortSignal,
): HTMLIFrameElement {
  const nonce = makeNonce();
  const frame = element("iframe", { sandbox: SANDBOX, allow: "", referrerpolicy: "no-referrer", title }) as HTMLIFrameElement;
  // Neither focus nor screen readers enter before there is something to find.
  frame.inert = true;
  frame.src = `${service}/panel?site=${encodeURIComponent(site)}&lang=${lang}#${nonce}`;
  answerKnock(frame, nonce, meet, signal);
  own("addEventListener")(
    "securitypolicyviolation",
    ({ blockedURI, disposition, effectiveDirective }) =>
      disposition === "enforce" && effectiveDirective === "frame-src" && blockedURI.startsWith(service) && blocked(),
    { signal },
  );
  return frame;
}
