/** What a thread is about. Where a topic can be chosen it is a button, which leads to all that is about it. */
import type { Thread } from "../protocol/wire.ts";

export function Topics({ thread, name, onChoose }: { thread: Thread; name: string; onChoose?: (topic: string) => void }) {
  if (thread.topics.length === 0) return null;
  return (
    <ul class="topics" aria-label={name}>
      {thread.topics.map((topic) => (
        <li key={topic}>
          {onChoose ? <button type="button" class="chip" onClick={() => onChoose(topic)}><bdi>{topic}</bdi></button> : <span class="chip"><bdi>{topic}</bdi></span>}
        </li>
      ))}
    </ul>
  );
}
