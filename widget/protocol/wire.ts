/** What travels between the service and a browser. `docs/protocol.md` says it in words; `tests/contract/` holds examples. */

export type Voice = "citizen" | "helper" | "professional" | "agent";
export interface Author { id: string; name: string; voice: Voice; service?: string }
export interface Page { id: string; key: string; title: string }

export type Inline =
  | { type: "text"; text: string }
  | { type: "code"; text: string }
  | { type: "break" }
  | { type: "strong" | "emphasis"; children: Inline[] }
  | { type: "link"; href: string; host: string; children: Inline[] };
export type Block =
  | { type: "paragraph"; children: Inline[] }
  | { type: "quote"; children: Block[] }
  | { type: "code"; text: string }
  | { type: "list"; start: number | null; items: Block[][] };

export interface Thread {
  id: string; page: string; kind: "question" | "discussion"; title: string;
  state: "visible" | "withdrawn"; status: "open" | "answered" | "solved" | "closed";
  /** Visible posts, the opening one included. */
  posts: number;
  author: Author; created_at: string; active_at: string; seq: number;
}
export interface Post {
  id: string; thread: string; seq: number; author: Author; body: string; doc: Block[]; reply_to: string | null;
  created_at: string; edited_at: string | null; state: "visible" | "withdrawn";
}
export interface Waiting { thread: Thread; page: Page; waiting_since: string }

export interface PageState { page: Page; threads: Thread[]; total: number }
export interface ThreadState { thread: Thread | null; posts: Post[]; earlier: number | null }
export interface QueueState { threads: Waiting[]; total: number }
export type State = PageState | ThreadState | QueueState;

export type ThreadChanges = Partial<Pick<Thread, "status" | "state" | "title">>;
/** The vocabulary of the journal: kind → data. */
export interface Events {
  "thread.opened": { thread: Thread; post?: Post };
  "thread.changed": { id: string; changes: ThreadChanges };
  "post.added": { post: Post };
  "post.edited": { id: string; body: string; doc: Block[]; edited_at: string };
  "post.withdrawn": { id: string };
  "queue.joined": Waiting;
  "queue.left": { id: string };
}
export type Kind = keyof Events;
export type Event = { [K in Kind]: { seq: number; kind: K; data: Events[K] } }[Kind];

export interface Presence { people: number; agents: { name: string; service: string }[] }
export type Hint =
  | { kind: "presence"; data: Presence }
  | { kind: "typing"; data: { author: Author } }
  | { kind: "counters"; data: { threads: Record<string, { posts: number; active_at: string }> } };

/** What the service says. */
export type ServiceMessage =
  | { type: "welcome"; channel: string | null; seq: number; epoch: string }
  | { type: "snapshot"; channel: string; seq: number; state: State }
  | ({ type: "event"; channel: string } & Event)
  | ({ type: "hint"; channel: string } & Hint)
  | { type: "refused"; channel: string; code: string };

/** What a browser says. */
export type ClientMessage =
  | { type: "hello"; site: string; url?: string; page?: string | null; canonical?: string | null;
      token: string | null; epoch: string | null; after: Record<string, number> }
  | { type: "watch"; channel: string; after?: number }
  | { type: "unwatch"; channel: string }
  | { type: "typing"; thread: string };

/** A failure, RFC 9457. */
export interface Problem {
  title: string; status: number; code: string; detail: string; field?: string; limit?: number; retry_after?: number;
}
