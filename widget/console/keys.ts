/** The keys of the console. None acts in a field, with a modifier, under the help sheet, or when the agent has switched them off. */
import { effect, signal } from "@preact/signals";
import type { Desk } from "./desk.ts";

const SHELF = "parvis-single-keys";

/** WCAG 2.2, 2.1.4: shortcuts of one character can be switched off. Kept on the device, by the agent's own choice. */
export const areKeysOn = signal(localStorage.getItem(SHELF) !== "off");

export function listenToKeys(desk: Desk): void {
  effect(() => {
    if (areKeysOn.value) localStorage.removeItem(SHELF);
    else localStorage.setItem(SHELF, "off");
  });
  const acts: Record<string, () => void> = {
    j: () => moveInQueue(+1),
    k: () => moveInQueue(-1),
    o: () => focusedLink()?.click(),
    r: () => document.getElementById("reply")?.focus(),
    "?": () => { desk.isHelpOpen.value = true; },
  };
  document.addEventListener("keydown", (event) => {
    if (!areKeysOn.value || desk.isHelpOpen.value || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isWriting()) return;
    const act = acts[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

const isWriting = (): boolean => document.activeElement?.matches("input, textarea, select, [contenteditable]") ?? false;

const links = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(".queue li a")];
const focusedLink = (): HTMLElement | undefined => links().find((link) => link === document.activeElement);

/** From the focused question, else from the open one; the first when neither is in the queue. */
function moveInQueue(step: 1 | -1): void {
  const all = links();
  const from = focusedLink() ?? all.find((link) => link.hasAttribute("aria-current"));
  const at = from ? all.indexOf(from) + step : 0;
  all[Math.min(Math.max(at, 0), all.length - 1)]?.focus();
}
