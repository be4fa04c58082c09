/** The one tag that the webmaster pasted: who we are, and how we stand in the page. */

import { find, findAll, own } from "./dom.ts";
import { speak, type Lang } from "./strings.ts";

export interface Tag {
  /** The origin that the script came from, which also serves the frame. */
  service: string;
  site: string;
  page: string | undefined;
  lang: Lang;
  atStart: boolean;
  /** A CSS selector: the panel then stands in the flow of the page. */
  target: string | undefined;
  /** A CSS selector: only controls within are fields. `off` names no element: there are none. */
  fields: string;
  /** What a strict policy asks of scripts: the second one shows the first one's. */
  nonce: string;
}

/**
 * The script element that runs us. `document.currentScript` is empty for modules, injected scripts and bundles, hence the
 * query; `instanceof` because a page may hold `<img name="currentScript">`.
 */
function ownScript(): HTMLScriptElement | undefined {
  const candidates = [
    own("currentScript"),
    ...findAll("script[data-site][src*=embed]"),
  ];
  return candidates.find(
    (found): found is HTMLScriptElement => found instanceof HTMLScriptElement && !!found.dataset.site,
  );
}

/** Reads the tag. Must run while the script is first executed; throws an Error whose message tells the webmaster what is missing. */
export function readTag(): Tag {
  const script = ownScript();
  if (!script) throw new Error("no script with data-site");
  const { site, page, lang, position, target, fields } = script.dataset;
  const within = fields && fields !== "auto" ? fields : "*";
  // A malformed selector throws here, once, rather than at each look.
  find(within);
  return {
    service: new URL(script.src).origin,
    site: site!,
    page,
    lang: speak([lang, own("documentElement").lang, ...navigator.languages]),
    atStart: position === "start",
    target,
    fields: within,
    nonce: script.nonce,
  };
}
