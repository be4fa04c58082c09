/** The sentinel: tells the service how the form is made, at most once a day for a page, so that it notices when the form changes. */
import type { Model } from "../model.ts";

/** Under way: the form may be told twice while the first answer is awaited. */
const underWay = new Set<string>();

/**
 * Reports the page's form unless `known` says that it was today. Returns what is known afterwards, or null when nothing is new. It
 * concerns nobody who reads: without an answer nothing is said, and the next opening tries again.
 */
export async function report(model: Model, known: string | null, now: number): Promise<string | null> {
  const { api, site, address, pageId, form } = model;
  const day = new Date(now).toISOString().slice(0, 10);
  const done = `${day} ${pageId.peek()}`;
  const today = (known ?? "").split("\n").filter((line) => line.startsWith(day));
  const controls = form.controls.peek();
  if (!controls?.length || !pageId.peek() || today.includes(done) || underWay.has(done)) return null;
  underWay.add(done);
  try {
    await api.ask("POST", "/forms", { site, ...address, lang: form.lang, controls });
    return [...today, done].join("\n");
  } catch {
    return null;
  } finally {
    underWay.delete(done);
  }
}
