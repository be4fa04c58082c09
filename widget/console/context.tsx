/** Beside the thread: the page that the question is about, and who is there. */
import type { Desk } from "./desk.ts";

export function ContextView({ desk }: { desk: Desk }) {
  const { words, said } = desk;
  const page = desk.page.value?.page;
  const here = desk.here.value;
  const field = desk.conversation.value?.state.value?.thread?.field;
  return (
    <aside class="ctx" aria-label={said.context}>
      <dl class="facts">
        {page && <div><dt>{said.page}</dt><dd><PageLink title={page.title || page.key} address={page.key} /></dd></div>}
        {field && <div><dt>{said.field}</dt><dd><bdi>{field.label}</bdi>{field.step && <span class="meta"> · <bdi>{field.step}</bdi></span>}</dd></div>}
        {here && <div><dt>{said.here}</dt><dd class="num">{said.citizens(here.people)} · {words.agents(here.agents.length)}</dd></div>}
      </dl>
    </aside>
  );
}

/** A key that the webmaster chose is a name; one that the service computed is an address. */
function PageLink({ title, address }: { title: string; address: string }) {
  if (!/^https?:\/\//.test(address)) return <>{title}</>;
  return <a href={address} target="_blank" rel="noopener noreferrer">{title}</a>;
}
