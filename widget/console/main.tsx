/** Where the console's script begins. The page that the service drew stays until the live channel has brought the same: nothing flashes. */
import { effect } from "@preact/signals";
import { render } from "preact";
import { nearestLang, wordsOf } from "../client/strings.ts";
import { App } from "./app.tsx";
import "./console.css";
import { Desk } from "./desk.ts";
import { listenToKeys } from "./keys.ts";
import { Route } from "./route.ts";

const root = document.getElementById("console");
if (root) void begin(root);

async function begin(root: HTMLElement): Promise<void> {
  const { site, siteId, agent, name, service } = root.dataset as Record<"site" | "siteId" | "agent" | "name" | "service", string>;
  const lang = nearestLang(document.documentElement.lang);
  const desk = new Desk({
    start: { site, siteId, agent: { id: agent, name, voice: "agent", service } },
    origin: location.origin, lang, words: await wordsOf(lang), store: sessionStorage,
  });
  const route = new Route(desk);
  desk.start();
  await new Promise<void>((ready) => desk.isReady.subscribe((isReady) => { if (isReady) ready(); }));
  takeOver(root, desk, route);
}

/** The same elements, drawn by the script from now on. What was typed meanwhile is kept, and so is the place of the focus. */
function takeOver(root: HTMLElement, desk: Desk, route: Route): void {
  const thread = desk.conversation.value?.id;
  const typed = document.querySelector<HTMLTextAreaElement>("#reply")?.value;
  if (thread && typed) desk.setText(thread, typed);
  const focused = document.activeElement?.id;
  render(<App desk={desk} route={route} />, root);
  if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus();
  listenToKeys(desk);
  effect(() => {
    const total = desk.queue.value?.total ?? 0;
    document.title = total ? `(${total}) ${desk.said.console}` : desk.said.console;
  });
}
