/** A text area as tall as its text, with its error beneath. Enter is a new line, Ctrl or Cmd with Enter sends. */
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "./icon.tsx";

export interface TextFieldProps {
  id: string;
  value: string;
  onInput: (value: string) => void;
  onSend: () => void;
  onFocus?: () => void;
  rows?: number;
  error: string | null;
  describedBy?: string | undefined;
  field?: RefObject<HTMLTextAreaElement | null>;
}

export function TextField({ id, value, onInput, onSend, onFocus, rows = 1, error, describedBy, field }: TextFieldProps) {
  const own = useRef<HTMLTextAreaElement>(null);
  const area = field ?? own;
  useLayoutEffect(() => grow(area.current), [value]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    onSend();
  };
  const about = [error && `${id}-error`, describedBy].filter(Boolean).join(" ");
  return (
    <div class="field">
      <textarea class="input" id={id} ref={area} rows={rows} value={value} dir="auto" aria-invalid={error !== null} aria-describedby={about || undefined}
        onInput={(event) => onInput(event.currentTarget.value)} onKeyDown={onKeyDown} onFocus={onFocus} />
      <FieldError id={`${id}-error`} error={error} />
    </div>
  );
}

/** The region is there before its text, so that readers hear the text arrive. */
export function FieldError({ id, error }: { id: string; error: string | null }) {
  return <div id={id} role="alert">{error && <p class="error"><Icon name="alert" small />{error}</p>}</div>;
}

/** As tall as what it holds; panel.css says how tall it may become. */
function grow(area: HTMLTextAreaElement | null): void {
  if (!area) return;
  area.style.setProperty("height", "auto");
  area.style.setProperty("height", `${area.scrollHeight + 2}px`);
}

export const BODY_LIMIT = 5_000;
export const TITLE_LIMIT = 200;

/** By how many characters a text is too long, counted as the service counts them; 0 when it fits. */
export const excess = (text: string, limit: number): number => Math.max(0, [...text.trim()].length - limit);
