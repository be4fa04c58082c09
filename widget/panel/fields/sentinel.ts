/** The sentinel: tells the service how the form is made, at most once a day for a page, so that it notices when the form changes. */
import { ApiProblem } from "../../client/api.ts";
import type { Model } from "../model.ts";

/** Under way, for the form may be told twice while the first answer is awaited; or refused, which the next try would be too. */
const settled = new Set<string>();

/**
 * Reports the page's form unless `known` says that it was today. Returns what is known afterwards, or null when nothing is new. It
 * concerns nobody who reads: nothing is said, and without an answer the next opening tries again. Authors also write `fr_FR`.
 */
export async function report(model: Model, known: string | null, now: number): Promise<string | null> {
  const { api, site, address, pageId, form } = model;
  const day = new Date(now).toISOString().slice(0, 10);
  const done = `${day} ${pageId.peek()}`;
  const today = (known ?? "").split("\n").filter((line) => line.startsWith(day));
  const controls = form.controls.peek();
  if (!controls?.length || !pageId.peek() || today.includes(done) || settled.has(done)) return null;
  settled.add(done);
  try {
    await api.ask("POST", "/forms", { site, ...address, lang: form.lang.replaceAll("_", "-"), controls });
    settled.delete(done);
    return [...today, done].join("\n");
  } catch (reason) {
    if (!(reason instanceof ApiProblem)) settled.delete(done);
    return null;
  }
}
