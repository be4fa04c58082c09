/** The frame of every act on pages: what is asked, one button, what went wrong; Escape leaves it. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { ApiProblem } from "../../client/api.ts";
import { adopt } from "../../draw/adopt.ts";
import { FieldError } from "../../draw/field.tsx";
import type { Desk } from "../desk.ts";

adopt(`
.act { flex: 1 1 100%; gap: var(--s4); margin-top: var(--s3); padding: var(--s4); border: 1px solid var(--line); border-radius: var(--r); background: var(--surface); }
.act fieldset { min-width: 0; }
.act .label { margin-bottom: var(--s2); padding: 0; }
.act > :empty { margin-top: calc(-1 * var(--s4)); }
.act .hint { margin-top: var(--s1); }
.options { display: flex; flex-direction: column; }
.options .quiet { padding-top: var(--s2); }
.option { display: flex; gap: var(--s3); align-items: flex-start; min-height: var(--target); padding-block: var(--s2); border-bottom: 1px solid var(--line); font-size: var(--text-s); line-height: 1.45; cursor: pointer; }
.option:last-child { border-bottom: 0; }
.option input { width: 20px; height: 20px; flex: none; margin: 0; accent-color: var(--accent); }
.option .meta { display: block; }
`);

interface ActProps {
  desk: Desk;
  name: string;
  button: string;
  /** What is still missing, or null: then `act` is done, and what it answers is said aloud. */
  missing: () => string | null;
  act: () => Promise<string>;
  onDone: () => void;
  children: ComponentChildren;
}

export function ActForm({ desk, name, button, missing, act, onDone, children }: ActProps) {
  const { words } = desk;
  const error = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (isBusy.value) return;
    error.value = missing();
    if (error.value) return;
    isBusy.value = true;
    try {
      desk.announce(await act());
      onDone();
    } catch (failure) {
      error.value = (failure instanceof ApiProblem && failure.problem.detail) || words.actUnreachable;
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <form class="editor act" aria-label={name} noValidate onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => { if (event.key === "Escape") { event.stopPropagation(); onDone(); } }}>
      {children}
      <FieldError id="act-error" error={error.value} />
      <div class="row">
        <button type="submit" class="btn main small num" aria-disabled={isBusy.value}>{button}</button>
        <button type="button" class="btn bare small" onClick={onDone}>{words.cancel}</button>
      </div>
    </form>
  );
}
