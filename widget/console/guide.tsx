/** An answer becomes a step of its page's guide, and leads back here. */
import { useSignal, type Signal } from "@preact/signals";
import type { Draft } from "../draw/guide/draft.ts";
import { requestOf } from "../draw/guide/draft.ts";
import { StepForm } from "../draw/guide/form.tsx";
import type { Post, Thread } from "../protocol/wire.ts";
import type { Desk } from "./desk.ts";

export interface GuideFormProps {
  desk: Desk; thread: Thread; post: Post;
  draft: Signal<Draft | null>;
  /** Left: the draft stays. */
  onLeave: () => void;
  onDone: () => void;
}

export function GuideForm({ desk, thread, post, draft, onLeave, onDone }: GuideFormProps) {
  const { words, lang, site, failure } = desk;
  const isSending = useSignal(false);
  const held = draft.value;
  if (!held) return null;
  const send = async (): Promise<void> => {
    isSending.value = true;
    const { method, path, body } = requestOf(held, { site, on: thread.page });
    const isStored = await desk.decide(held.step, method, path, body);
    isSending.value = false;
    if (!isStored) return;
    draft.value = null;
    onDone();
  };
  return (
    <div class="decide" id={`guide-${post.id}`}>
      <StepForm draft={held} words={words} lang={lang} fields={[]} isSending={isSending.value} refused={failure.value?.at === held.step ? failure.value.said : null}
        onChange={(more) => { draft.value = { ...held, ...more }; }} onSend={() => void send()} onLeave={onLeave}
        onCancel={() => { draft.value = null; onLeave(); }} />
    </div>
  );
}
