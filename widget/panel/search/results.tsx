/** What was found: the question, where it stands, the line that says most, and its page when it is another one. */
import { adopt } from "../../draw/adopt.ts";
import { Status } from "../../draw/status.tsx";
import type { Model } from "../model.ts";
import type { Found } from "./similar.ts";
import { saidIn } from "./strings.ts";

adopt(`
.similar { padding: var(--s3) var(--s4); border: 1px solid transparent; border-radius: var(--r); background: var(--sunken); }
.similar .list { margin-top: var(--s2); }
.body .similar h3 { font-size: var(--text-s); }
.similar .list li { padding-block: var(--s3); }
.similar .list li:first-child { border-top: 0; padding-top: 0; }
.found p.quiet { overflow-wrap: anywhere; }
.search { display: flex; flex-direction: column; gap: var(--s4); }
.search .i { vertical-align: -2px; }
.search h3 { font-size: var(--text-l); }
.search form .row { align-items: stretch; }
.search form .input { flex: 1 1 10rem; width: auto; min-width: 0; }
`);

const SITE_WIDE = "*";

export function Results({ model, found, prefix }: { model: Model; found: readonly Found[]; prefix: string }) {
  const { words, lang, pageId } = model;
  const said = saidIn(lang);
  return (
    <ol class="list found">
      {found.map(({ thread, page, excerpt }) => (
        <li key={thread.id}>
          <p class="row spread">
            {thread.page !== pageId.value && <span class="chip"><bdi>{page.key === SITE_WIDE ? said.wholeSite : page.title || page.key}</bdi></span>}
            <Status thread={thread} words={words} />
          </p>
          <h4><button type="button" id={`${prefix}-${thread.id}`} onClick={() => model.openThread(thread.id)}><bdi lang="">{thread.title}</bdi></button></h4>
          {excerpt && <p class="quiet"><bdi lang="">{excerpt}</bdi></p>}
        </li>
      ))}
    </ol>
  );
}
