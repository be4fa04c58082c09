/** Where the reader is: the page's address and what the page says of itself. */

import type { Place } from "../protocol/port.ts";
import { find } from "./dom.ts";
import { wordsOf } from "./words.ts";

/** The fragment never leaves the page: it names no page, and single-page apps hide tokens there. The panel refuses what is longer. */
const withoutFragment = (url: string): string => url.split("#")[0]!.slice(0, 4096);

/** A canonical link counts only within the site: a foreign one would lead to somebody else's page. */
function canonical(): string | null {
  const link = find("link[rel~=canonical]") as HTMLLinkElement | null;
  return link?.href.startsWith(`${location.origin}/`) ? withoutFragment(link.href) : null;
}

/** @param page what the tag's `data-page` says.  @param address what the webmaster gave to `setPage`: it outweighs all the rest. */
export function here(page: string | undefined, address?: string): Place {
  return {
    url: withoutFragment(address ?? location.href),
    page: address ? null : page || (find('meta[name="parvis:page"]') as HTMLMetaElement | null)?.content || null,
    canonical: address ? null : canonical(),
    title: wordsOf(find("title")).slice(0, 1000),
  };
}

/** Two places are one when they name one page: the title alone makes no other, some of them blink. */
export const pageOf = ({ url, page, canonical }: Place): string => [url, page, canonical].join(" ");
