/** A button that unfolds the list of the page's fields, to choose one of them. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { Icon } from "../../draw/icon.tsx";
import { Lazy } from "../../draw/lazy.tsx";
import type { Field } from "../../protocol/wire.ts";
import type { Model } from "../model.ts";

export interface FieldChoiceProps { model: Model; text: string; onChoose: (field: Field) => void }

export function FieldChoice({ model, text, onChoose }: FieldChoiceProps) {
  const isOpen = useSignal(false);
  const button = useRef<HTMLButtonElement>(null);
  const leave = (): void => {
    isOpen.value = false;
    button.current?.focus();
  };
  const choose = (field: Field): void => {
    isOpen.value = false;
    onChoose(field);
  };
  return (
    <>
      <button type="button" class="link field-choice" ref={button} aria-expanded={isOpen.value} onClick={() => { isOpen.value = !isOpen.value; }}><Icon name="field" small />{text}</button>
      {isOpen.value && (
        <Lazy load={() => import("./picker.tsx").then((part) => part.Picker)} props={{ model, name: text, onChoose: choose, onLeave: leave }} words={model.words} />
      )}
    </>
  );
}
