/** An answer becomes a step of its page's guide, and leads back here. */
import { useSignal } from "@preact/signals";
import type { Draft } from "../draw/guide/draft.ts";
import { requestOf } from "../draw/guide/draft.ts";
import { StepForm } from "../draw/guide/form.tsx";
import type { Post, Thread } from "../protocol/wire.ts";
import type { Desk } from "./desk.ts";

export interface GuideFormProps {
  desk: Desk; thread: Thread; post: Post;
  /** Under which its draft is kept. */
  name: string;
  /** Left: the draft stays. */
  onLeave: () => void;
  onDone: () => void;
}

export function GuideForm({ desk, thread, post, name, onLeave, onDone }: GuideFormProps) {
  const { words, lang, site, failure, begun } = desk;
  const isSending = useSignal(false);
  const held = begun.read<Draft | null>(name, null);
  if (!held) return null;
  const send = async (): Promise<void> => {
    isSending.value = true;
    const { method, path, body } = requestOf(held, { site, on: thread.page });
    const isStored = await desk.decide(held.step, method, path, body);
    isSending.value = false;
    if (!isStored) return;
    begun.drop(name);
    onDone();
  };
  return (
    <div class="decide" id={`guide-${post.id}`}>
      <StepForm draft={held} words={words} lang={lang} fields={[]} isSending={isSending.value} refused={failure.value?.at === held.step ? failure.value.said : null}
        onChange={(more) => begun.write(name, { ...held, ...more })} onSend={() => void send()} onLeave={onLeave}
        onCancel={() => { begun.drop(name); onLeave(); }} />
    </div>
  );
}
