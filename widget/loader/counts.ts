/** The one request before the click: how much there is beside this page, and beside which of its controls. */

import type { Place } from "../protocol/port.ts";

/** `answers`: questions that have one. `fields`: questions by key of the control. A refusal of the service has none of these. */
export interface Counts { answers?: number; agents?: number; fields?: Record<string, number> }

/** Nothing when the service is silent, or when the page's own policy (`connect-src`) does not let us ask. */
export async function askCounts(service: string, site: string, { url, page, canonical }: Place): Promise<Counts> {
  const about = new URLSearchParams({ site, url, ...(page && { page }), ...(canonical && { canonical }) });
  try {
    const answer = await fetch(`${service}/api/v1/counts?${about}`, { credentials: "omit", referrerPolicy: "no-referrer" });
    return await answer.json();
  } catch {
    return {};
  }
}
