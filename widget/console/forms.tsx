/** Which fields of the site's forms changed lately, and the questions asked about them before: their answers may be out of date. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { moment } from "../client/time.ts";
import { Icon } from "../draw/icon.tsx";
import type { Page } from "../protocol/wire.ts";
import type { Desk } from "./desk.ts";
import { following, pathOf, type Route } from "./route.ts";

export interface FormChange {
  page: Page; key: string; label: string; step: string | null; what: "changed" | "gone" | "back"; at: string;
  threads: { id: string; title: string }[];
}

export function FormChanges({ desk, route }: { desk: Desk; route: Route }) {
  const { said, words, api } = desk;
  const changes = useSignal<FormChange[] | "loading" | "failed">("loading");
  const read = (): void => {
    changes.value = "loading";
    api.ask<{ changes: FormChange[] }>("GET", "/agent/forms").then((found) => { changes.value = found.changes; }, () => { changes.value = "failed"; });
  };
  useEffect(read, []);
  const found = changes.value;
  if (found === "loading") return <p class="quiet" role="status">{words.loading}</p>;
  if (found === "failed") return <p class="error" role="alert"><Icon name="alert" small />{words.partUnreachable} <button type="button" class="link" onClick={read}>{words.retry}</button></p>;
  if (found.length === 0) return <p class="quiet">{said.noFormChange}</p>;
  return <ul>{found.map((change) => <Change key={`${change.page.id} ${change.key} ${change.at}`} desk={desk} route={route} change={change} />)}</ul>;
}

function Change({ desk, route, change: { page, label, step, what, at, threads } }: { desk: Desk; route: Route; change: FormChange }) {
  const { said, lang, now } = desk;
  return (
    <li>
      <span class="meta">{page.title || page.key}{step && <> · <bdi>{step}</bdi></>}</span>
      <b><bdi>{label}</bdi></b>
      <span class="status wait"><Icon name="alert" small />{said.formChange[what]} · <time dateTime={at}>{moment(at, now.value, lang)}</time></span>
      {threads.length === 0 ? <span class="meta">{said.noQuestionBefore}</span> : (
        <ul>
          {threads.map(({ id, title }) => (
            <li key={id}><a href={pathOf(id)} onClick={following(() => route.toThread(id))}><bdi lang="">{title}</bdi></a></li>
          ))}
        </ul>
      )}
    </li>
  );
}
