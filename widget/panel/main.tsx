/** Where the panel begins: it knocks at the loader, is told where it is, and draws. */
import { render } from "preact";
import { nearestLang, wordsOf } from "../client/strings.ts";
import type { LoaderToPanel, Theme } from "../protocol/port.ts";
import { App } from "./app.tsx";
import { Model } from "./model.ts";
import "./panel.css";
import { meetLoader } from "./port.ts";
import { Skeleton } from "./states.tsx";
import { wear } from "./theme.ts";

const root = document.getElementById("panel")!;
let model: Model | null = null;
/** Said while the words of the language were still on their way. */
const early: LoaderToPanel[] = [];
let hasBegun = false;
let undress: () => void = () => undefined;

const send = meetLoader((message) => {
  if (message.type === "start") void begin(message);
  else if (message.type === "themed") dress(message.theme);
  else if (model) model.hear(message);
  else early.push(message);
});

async function begin(start: LoaderToPanel & { type: "start" }): Promise<void> {
  if (hasBegun) return;
  hasBegun = true;
  dress(start.theme);
  const lang = nearestLang(start.lang);
  document.documentElement.lang = lang;
  model = new Model(start, { origin: new URL(location.href).origin, words: await wordsOf(lang), send });
  early.forEach((message) => model!.hear(message));
  render(<App model={model} />, root);
  model.start();
  send({ type: "ready" });
}

function dress(theme: Theme): void {
  undress();
  undress = wear(theme);
}

render(<div class="panel"><Skeleton /></div>, root);
