/** The top of the panel: where we are, who is here, and the way out. */
import { useEffect, useRef } from "preact/hooks";
import type { Connection } from "../client/feed.ts";
import { clock } from "../client/time.ts";
import { Icon } from "../draw/icon.tsx";
import type { Model } from "./model.ts";

/** Failures in a row after which the service is said to be down, every way having been tried once. */
export const ALL_TRIED = 4;

export function Header({ model }: { model: Model }) {
  const { words, conversation } = model;
  const isThread = conversation.value !== null;
  return (
    <header class={isThread ? "head back" : "head"}>
      {isThread && <SquareButton icon="back" name={words.back} onClick={() => model.openList()} />}
      <div>
        <Title key={conversation.value?.id ?? ""} text={isThread ? words.thread[conversation.value?.state.value?.thread?.kind ?? "question"] : words.entraide} takesFocus={isThread} />
        <Here model={model} />
      </div>
      <SquareButton icon="close" name={words.close} onClick={() => model.close()} />
    </header>
  );
}

function SquareButton({ icon, name, onClick }: { icon: "back" | "close"; name: string; onClick: () => void }) {
  return <button type="button" class="btn square" aria-label={name} title={name} onClick={onClick}><Icon name={icon} /></button>;
}

/** Entering a thread moves the focus to its head: what was focused, the list, is gone. */
function Title({ text, takesFocus }: { text: string; takesFocus: boolean }) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => { if (takesFocus) title.current?.focus({ preventScroll: true }); }, []);
  return <h2 ref={title} tabIndex={-1}>{text}</h2>;
}

function Here({ model }: { model: Model }) {
  const { words, here, connection } = model;
  const trouble = troubleSaid(model, connection.value);
  if (trouble || !here.value) return <p class="here off">{trouble ?? words.opening}</p>;
  const { people, agents } = here.value;
  return (
    <details class={agents.length ? "here" : "here off"}>
      <summary><span class="num">{words.people(people)} · {words.agents(agents.length)}</span></summary>
      {agents.length === 0 ? <p>{words.nobodyOnDuty}</p> : (
        <>
          <p>{words.onDuty}</p>
          <ul>{agents.map(({ name, service }) => <li key={name}><Icon name="shield" small /><span><bdi>{name}</bdi> · {service}</span></li>)}</ul>
        </>
      )}
    </details>
  );
}

/** What is wrong with the connection, in a word; null when nothing is. */
function troubleSaid({ words, lang, board }: Model, connection: Connection): string | null {
  switch (connection.name) {
    case "live": return null;
    case "stopped": return words.stopped;
    case "offline": return words.offlineSince(clock(connection.since, lang));
    case "reconnecting": return words.reconnecting;
    case "connecting": return connection.tries >= ALL_TRIED && !board.state.value ? words.down : words.opening;
  }
}
