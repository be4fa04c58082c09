/** The fields of the page, by step, in its order. */
import { useEffect, useRef } from "preact/hooks";
import type { Control } from "../../protocol/port.ts";
import type { Field } from "../../protocol/wire.ts";
import type { Model } from "../model.ts";

interface PickerProps { model: Model; name: string; onChoose: (field: Field) => void; onLeave: () => void }

export function Picker({ model, name, onChoose, onLeave }: PickerProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => { box.current?.querySelector("button")?.focus(); }, []);
  /** Escape leaves the list, not the panel. */
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onLeave();
  };
  return (
    <div class="picker" role="group" aria-label={name} ref={box} onKeyDown={onKeyDown}>
      {steps(model.form.controls.value ?? []).map(({ step, fields }, at) => (
        <section key={at}>
          {step && <h3 class="meta"><bdi>{step}</bdi></h3>}
          <ul>
            {fields.map(({ key, label }) => (
              <li key={key}><button type="button" onClick={() => onChoose({ key, label, step })}><bdi>{label}</bdi></button></li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

/** Neighbours of one step stand together; a step that comes back later is told again. */
function steps(controls: readonly Control[]): { step: string | null; fields: Control[] }[] {
  const found: { step: string | null; fields: Control[] }[] = [];
  for (const control of controls) {
    const last = found.at(-1);
    if (last && last.step === control.step) last.fields.push(control);
    else found.push({ step: control.step, fields: [control] });
  }
  return found;
}
