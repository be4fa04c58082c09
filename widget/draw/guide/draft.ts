/** A step as it is being written. It stays in memory until the service has it, whatever view is on screen. */
import { uuidv7 } from "../../client/ids.ts";
import type { Field, Post, Step, Thread } from "../../protocol/wire.ts";
import { BODY_LIMIT, excess, TITLE_LIMIT } from "../field.tsx";

export interface VideoText { url: string; title: string; alt: string }
export interface Draft {
  /** The step's id, a new one's too: sent twice, it is one step. */
  step: string;
  /** The number of the revision that was read; 0 for a new step. */
  base: number;
  /** The id of the revision to come. */
  revision: string;
  title: string; body: string; summary: string;
  field: Field | null;
  /** A heading of the page; null: none is meant. */
  heading: string | null;
  video: VideoText | null;
  origin: Step["origin"];
  /** What somebody else wrote meanwhile. */
  theirs: Step | null;
}

const LIMIT = TITLE_LIMIT;

export const newDraft = (more: Partial<Draft> = {}): Draft => ({
  step: uuidv7(), base: 0, revision: uuidv7(), title: "", body: "", summary: "", field: null, heading: null, video: null, origin: null, theirs: null, ...more,
});

export const draftOf = (step: Step): Draft => newDraft({
  step: step.id, base: step.revision, title: step.title, body: step.body, field: step.field, heading: step.heading,
  video: step.video && { url: step.video.url, title: step.video.title, alt: step.video.alt },
});

/** A good answer, ready to be put into the guide: what was asked is its title. */
export const draftFrom = (thread: Thread, post: Post): Draft => newDraft({
  title: thread.title, body: post.body, field: thread.field, origin: { thread: thread.id, post: post.id, name: post.author.name },
});

/** Why it cannot be sent yet, in terms of what is missing; null when it can. */
export function lack(draft: Draft): "text" | "video" | { extra: number } | null {
  const extra = excess(draft.title, LIMIT) || excess(draft.body, BODY_LIMIT) || excess(draft.summary, LIMIT) || excess(draft.heading ?? "", LIMIT);
  if (extra) return { extra };
  if (!draft.title.trim() || !draft.body.trim()) return "text";
  const { video } = draft;
  return video && !(video.url.trim() && video.title.trim() && video.alt.trim()) ? "video" : null;
}

/** What the service wants to hear of it; `where`: the page of a new step. */
export function requestOf(draft: Draft, where: Record<string, string | null>): { method: string; path: string; body: Record<string, unknown> } {
  const { step, base, revision, title, body, field, heading, video, summary, origin } = draft;
  const said = {
    title: title.trim(), body: body.trim(), summary: summary.trim(), ...(field && { field }), ...(heading?.trim() && { heading: heading.trim() }),
    ...(video && { video: { url: video.url.trim(), title: video.title.trim(), alt: video.alt.trim() } }),
  };
  if (base > 0) return { method: "PUT", path: `/guide/steps/${step}`, body: { id: revision, base, ...said } };
  const named = Object.fromEntries(Object.entries(where).filter(([, value]) => value));
  const from = origin && { origin: { thread: origin.thread, post: origin.post } };
  return { method: "POST", path: "/guide/steps", body: { id: step, revision, ...named, ...said, ...from } };
}
