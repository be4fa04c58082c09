/** The sheet that says which keys there are, and lets the agent switch the single ones off. */
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../draw/icon.tsx";
import type { Desk } from "./desk.ts";
import { areKeysOn } from "./keys.ts";

export function HelpSheet({ desk }: { desk: Desk }) {
  const { said, isHelpOpen } = desk;
  const dialog = useRef<HTMLDialogElement>(null);
  const isOpen = isHelpOpen.value;
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  const close = (): void => { isHelpOpen.value = false; };

  const keys: [string[], string][] = [
    [["J", "K"], said.browse], [["O", said.enter], said.open], [["R"], said.reply], [["Ctrl ↵", "⌘ ↵"], said.publish], [["?"], said.helpTitle],
  ];
  return (
    <dialog class="sheet" ref={dialog} aria-labelledby="help" onClose={close}>
      <div class="row spread">
        <h2 id="help">{said.helpTitle}</h2>
        <button type="button" class="btn square" aria-label={said.close} title={said.close} onClick={close}><Icon name="close" /></button>
      </div>
      <dl class="facts">
        {keys.map(([pressed, does]) => <div key={does}><dt>{pressed.map((key) => <kbd key={key}>{key}</kbd>)}</dt><dd>{does}</dd></div>)}
      </dl>
      <label class="check">
        <input type="checkbox" checked={areKeysOn.value} onChange={(event) => { areKeysOn.value = event.currentTarget.checked; }} />
        {said.singleKeys}
      </label>
      <p class="quiet">{said.helpNote}</p>
    </dialog>
  );
}
