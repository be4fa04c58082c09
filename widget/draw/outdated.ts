/** Answers that speak of a field which is no longer what it was. */
import type { Block, Inline, Post, Thread } from "../protocol/wire.ts";

/** Since when, or null: the field of the thread, or one that the answer points at, changed after the answer was written. */
export function outdatedSince(post: Post, thread: Thread, changed: Record<string, string>): string | null {
  const keys = [...(thread.field ? [thread.field.key] : []), ...post.doc.flatMap(keysIn)];
  const written = post.edited_at ?? post.created_at;
  const later = keys.map((key) => changed[key]).filter((at) => at !== undefined && Date.parse(at) > Date.parse(written));
  return later.length > 0 ? later.sort().at(-1)! : null;
}

function keysIn(node: Block | Inline): string[] {
  if (node.type === "field") return [node.key];
  if (node.type === "list") return node.items.flat().flatMap(keysIn);
  return "children" in node ? (node.children as (Block | Inline)[]).flatMap(keysIn) : [];
}
