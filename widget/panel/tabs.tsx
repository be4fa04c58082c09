/** The rooms beside the form: its questions, its guide, its conversations. Arrows move between them, as tabs do. */
import type { Model, Tab } from "./model.ts";

const TABS: readonly Tab[] = ["questions", "guide", "talk"];

export function Tabs({ model: { words, tab } }: { model: Model }) {
  const go = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -TABS.indexOf(tab.value), End: TABS.length - 1 - TABS.indexOf(tab.value) }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    tab.value = TABS[(TABS.indexOf(tab.value) + step + TABS.length) % TABS.length]!;
    document.getElementById(`tab-${tab.value}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={words.entraide} onKeyDown={go}>
      {TABS.map((name) => (
        <button key={name} type="button" role="tab" id={`tab-${name}`} aria-selected={tab.value === name} aria-controls="room"
          tabIndex={tab.value === name ? 0 : -1} onClick={() => { tab.value = name; }}>{words.tabs[name]}</button>
      ))}
    </div>
  );
}
