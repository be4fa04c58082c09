/** For tests: a thread and a post with nothing special about them. */
import type { Post, Thread } from "../protocol/wire.ts";

export const sampleThread = (more: Partial<Thread> = {}): Thread => ({
  id: "t1", page: "p", kind: "question", field: null, title: "Un timbre ?", state: "visible", status: "open", posts: 1,
  same_question: 0, helpful: 0, accepted: null, official: null, pinned: false, topics: [],
  author: { id: "a", name: "Hirondelle 42", voice: "citizen" }, created_at: "", active_at: "", seq: 1, duplicate_of: null, officehours: null, ...more,
});
export const samplePost = (more: Partial<Post> = {}): Post => ({
  id: "p1", thread: "t1", seq: 1, author: { id: "a", name: "Pinson 18", voice: "citizen" }, body: "", doc: [], reply_to: null,
  created_at: "", edited_at: null, state: "visible", helpful: 0, source: null, official: null, testimony: null, pictures: [], video: null, erratum: null, ...more,
});
