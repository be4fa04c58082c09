/** The whole console: a header, the queue, the thread, its context, and the region through which readers are told what is new. */
import { clock } from "../client/time.ts";
import { Icon, type IconName } from "../draw/icon.tsx";
import { Lazy } from "../draw/lazy.tsx";
import { ContextView } from "./context.tsx";
import type { Desk } from "./desk.ts";
import { HelpSheet } from "./help.tsx";
import { Queue } from "./queue.tsx";
import { following, type Room, type Route } from "./route.ts";
import { Talk } from "./thread.tsx";

export function App({ desk, route }: { desk: Desk; route: Route }) {
  const conversation = desk.conversation.value;
  const isShown = conversation?.state.value?.thread?.state === "visible" && !conversation.isGone.value;
  return (
    <>
      <Header desk={desk} route={route} />
      {route.room.value === "pages" ? (
        <main class="scroll"><Lazy load={() => import("./pages/view.tsx").then((part) => part.PagesView)} props={{ desk }} words={desk.words} /></main>
      ) : (
        <main class={conversation ? "desk reading" : "desk"}>
          <Queue desk={desk} route={route} />
          <Talk desk={desk} route={route} />
          {isShown && <ContextView desk={desk} />}
        </main>
      )}
      <HelpSheet desk={desk} />
      <p class="sr" role="status">{desk.news.value}</p>
    </>
  );
}

function Header({ desk, route }: { desk: Desk; route: Route }) {
  const { said, agent } = desk;
  const toQueue = following(() => route.toQueue());
  const here = (room: Room): "page" | undefined => (route.room.value === room ? "page" : undefined);
  return (
    <header>
      <div class="top">
        <h1 class="brand"><a href="/console" onClick={toQueue}><Crest />{said.console}</a></h1>
        <nav aria-label={said.console}>
          <a href="/console" aria-current={here("queue")} onClick={toQueue}>{said.queue}</a>
          <a href="/console/pages" aria-current={here("pages")} onClick={following(() => route.toPages())}>{said.pages}</a>
          <a href="/console/guide" target="_blank">{said.guides}<span class="sr"> ({said.newTab})</span></a>
        </nav>
        <span class="quiet"><bdi>{agent.name}</bdi> · {agent.service}</span>
        <form method="post" action="/console/logout" onSubmit={() => desk.forget()}><button class="btn small">{said.signOut}</button></form>
      </div>
      <Trouble desk={desk} />
    </header>
  );
}

function Crest() {
  return (
    <span class="crest">
      <svg class="i" viewBox="0 0 20 20" aria-hidden="true"><path d="M4 13c4 2 9 1 11-5l2-1-2-1c-1-2-4-2-5 0-1 3-4 3-7 2 0 2 0 4 1 5zM9 15v2" /></svg>
    </span>
  );
}

/** What is wrong, and what it means for who writes. Nothing while the connection lives. */
function Trouble({ desk }: { desk: Desk }) {
  const { words, said, lang } = desk;
  const connection = desk.connection.value;
  const bar = (icon: IconName, title: string, help: string) => <p class="bar"><Icon name={icon} /><span><b>{title}</b> {help}</span></p>;
  if (desk.isSessionOver.value) return <div role="alert"><p class="bar bad"><Icon name="alert" /><span>{said.sessionOver}</span></p></div>;
  switch (connection.name) {
    case "offline": return bar("offline", `${words.offlineSince(clock(connection.since, lang))}.`, said.offlineHelp);
    case "reconnecting": return bar("clock", `${words.reconnecting}.`, words.reconnectingHelp);
    default: return null;
  }
}
