/** What travels between the service and a browser. `docs/protocol.md` says it in words; `tests/contract/` holds examples. */

export type Voice = "citizen" | "helper" | "professional" | "agent";
export interface Author { id: string; name: string; voice: Voice; service?: string }
export interface Page { id: string; key: string; title: string }

export type Inline =
  | { type: "text"; text: string }
  | { type: "code"; text: string }
  | { type: "break" }
  | { type: "strong" | "emphasis"; children: Inline[] }
  | { type: "link"; href: string; host: string; children: Inline[] }
  /** "Show me where": a control of the form. */
  | { type: "field"; key: string; children: Inline[] };
export type Block =
  | { type: "paragraph"; children: Inline[] }
  | { type: "quote"; children: Block[] }
  | { type: "code"; text: string }
  | { type: "list"; start: number | null; items: Block[][] };

/** A control of the form: its anchor, and its label and step as the page showed them. */
export interface Field { key: string; label: string; step: string | null }
/** `held`: only its author knows of it. `removed`: by moderation. */
export type PostState = "visible" | "held" | "withdrawn" | "removed";
export interface Thread {
  id: string; page: string; kind: "question" | "discussion" | "note" | "testimonies"; field: Field | null; title: string;
  state: PostState; status: "open" | "answered" | "solved" | "closed";
  /** Visible posts, the opening one included. */
  posts: number;
  same_question: number;
  /** Thanks on all its posts. */
  helpful: number;
  /** The post that the asker keeps, and the one that an agent stands for. */
  accepted: string | null; official: string | null;
  pinned: boolean; topics: string[];
  author: Author; created_at: string; active_at: string; seq: number;
  /** The question that asks the same and to which this one leads; the announced hours to which it was put. */
  duplicate_of: string | null; officehours: string | null;
}
export interface Official { name: string; service: string; at: string }
/** How long it took: `month` is `2026-03`. */
export interface Testimony { place: string; days: number; month: string }
/** What an agent corrects of an official answer, whose own words stay. */
export interface Erratum { body: string; doc: Block[]; name: string; service: string; at: string }
export interface Picture { id: string; alt: string; width: number; height: number }
export interface Video { url: string; host: string; title: string; alt: string }
export interface Post {
  id: string; thread: string; seq: number; author: Author; body: string; doc: Block[]; reply_to: string | null;
  created_at: string; edited_at: string | null; state: PostState;
  /** Why moderation removed it. */
  removed?: Reason | null;
  helpful: number; source: string | null; official: Official | null; testimony: Testimony | null; pictures: Picture[]; video: Video | null;
  erratum: Erratum | null;
}
export interface Validated { name: string; service: string; at: string; source: string | null }
/** A step of a page's guide, as it now reads. */
export interface Step {
  id: string; page: string; place: number; title: string; body: string; doc: Block[]; field: Field | null; heading: string | null;
  video: Video | null; origin: { thread: string; post: string; name: string } | null;
  revision: number; author: Author; edited_at: string; validated: Validated | null;
}
/** An announced hour during which agents answer live, on a page or on the whole site. */
export interface OfficeHours {
  id: string; page: string; everywhere: boolean; title: string; starts_at: string; ends_at: string;
  state: "announced" | "ended" | "cancelled"; agents: { id: string; name: string; service: string }[];
}
export type Act = "hold" | "publish" | "refuse" | "keep" | "hide" | "remove" | "restore" | "close" | "warn" | "suspend" | "ban";
/** Why: those that a moderator chooses, then those of the automatic rules, then why a decision was taken back. */
export type Reason =
  | "off-topic" | "insult" | "spam" | "personal-data" | "misleading" | "impersonation" | "illegal" | "repeated" | "newcomer" | "links"
  | "words" | "flagged" | "before-publication" | "mistake";
export interface Appeal { at: string; state: "waiting" | "upheld" | "overturned"; answer: string | null; answered_at: string | null }
/** The statement of reasons that its author reads. `appeal_until` null: nothing to appeal against. */
export interface Decision {
  id: string; act: Act; reason: Reason; ground: { kind: "rule" | "law"; name: string }; facts: string; automatic: boolean;
  thread: string | null; post: string | null; until: string | null; at: string; appeal_until: string | null; appeal: Appeal | null;
}
/** A message that waits for a moderator. `thread`: to which it replies, or which it would open (`opens`). */
export interface Held { id: string; thread: string; opens: boolean; reasons: Reason[]; at: string }
/** A private aside between the asker of a question and the agents. `seq`: its last message's; `posts`: visible ones. */
export interface Aside {
  id: string; thread: string; page: string; asker: Author; state: "open" | "closed"; posts: number; seq: number;
  waiting_since: string | null; conclusion: Conclusion["state"] | null; created_at: string; active_at: string;
}
export interface AsidePost {
  id: string; aside: string; seq: number; author: Author; body: string; doc: Block[]; created_at: string; edited_at: string | null;
  state: "visible" | "withdrawn";
}
/** What an agent would say of it in public; published, the public reply has its id. */
export interface Conclusion {
  id: string; body: string; doc: Block[]; author: Author; official: boolean; at: string;
  state: "proposed" | "declined" | "agreed" | "published";
}
/** The agent who took a thread. */
export interface Holder { id: string; name: string }
/** `due_at`: until when an answer was promised. `level`: 0 other citizens' first, 1 the agents', 2 late, their supervisor's. */
export interface Waiting { thread: Thread; page: Page; waiting_since: string; due_at: string | null; taken_by: Holder | null; level: 0 | 1 | 2 }
/** What an agent tells the others about a thread. */
export interface AgentNote { id: string; thread: string; seq: number; author: Author; body: string; doc: Block[]; at: string }

/**
 * `pinned`: pinned threads and notes, newest first. `changed`: since when a field is no longer what it was, by its key.
 * `officehours`: those that are to come or under way, soonest first.
 */
export interface PageState {
  page: Page; threads: Thread[]; total: number; pinned: Thread[]; changed: Record<string, string>; officehours: OfficeHours[];
}
export interface ThreadState { thread: Thread | null; posts: Post[]; earlier: number | null }
export interface QueueState { threads: Waiting[]; total: number }
export interface GuideState { page: string; steps: Step[] }
/** What one person alone is told. */
export interface PersonState { decisions: Decision[]; held: Held[]; asides: Aside[] }
/** The agents' list: open ones, whoever waits first. */
export interface AsidesState { asides: Aside[]; total: number }
export interface AsideState { aside: Aside; conclusion: Conclusion | null; posts: AsidePost[]; earlier: number | null }
export interface NotesState { notes: AgentNote[] }
export type State = PageState | ThreadState | QueueState | GuideState | PersonState | AsidesState | AsideState | NotesState;

export type ThreadChanges = Partial<Omit<Thread, "id" | "author" | "created_at" | "seq">>;
export type PostChanges = Partial<Pick<Post, "official" | "source" | "pictures" | "testimony" | "erratum">>;
/** The vocabulary of the journal: kind → data. */
export interface Events {
  "thread.opened": { thread: Thread; post?: Post };
  "thread.changed": { id: string; changes: ThreadChanges };
  "thread.pinned": { thread: Thread };
  "thread.unpinned": { id: string };
  /** To another page; `listed`: it was counted in `total`. */
  "thread.left": { id: string; listed: boolean };
  /** A thread stands on another page, under a number of that one's channel. */
  "thread.moved": { id: string; page: Page; seq: number };
  /** The page has another key; its id stays. */
  "page.renamed": { page: Page };
  /** The whole discussion now stands on another page: say hello again. */
  "page.merged": { into: string };
  /** An address that led here leads to another page of its own again: say hello again. */
  "page.split": { into: string };
  "form.changed": { fields: Record<string, string> };
  "officehours.announced": { officehours: OfficeHours };
  "officehours.changed": { officehours: OfficeHours };
  "officehours.ended": { id: string };
  "post.thanked": { id: string; helpful: number; total: number };
  "post.changed": { id: string; changes: PostChanges };
  "step.written": { step: Step };
  "step.removed": { id: string };
  "post.added": { post: Post };
  "post.edited": { id: string; body: string; doc: Block[]; edited_at: string };
  "post.withdrawn": { id: string };
  "post.removed": { id: string; reason: Reason };
  "post.restored": { post: Post };
  "queue.joined": Waiting;
  "queue.left": { id: string };
  "aside.opened": { aside: Aside; post: AsidePost };
  "aside.posted": { aside: Aside; post: AsidePost };
  "aside.edited": { id: string; body: string; doc: Block[]; edited_at: string };
  "aside.withdrawn": { id: string; aside: Aside };
  "aside.changed": { aside: Aside };
  "aside.concluded": { aside: Aside; conclusion: Conclusion };
  /** On the asker's own channel and in the agents' list. */
  "aside.listed": { aside: Aside };
  "queue.taken": { id: string; by: Holder };
  "queue.released": { id: string };
  "queue.escalated": { id: string; level: 1 | 2 };
  "note.added": { note: AgentNote };
  "decision.told": { decision: Decision };
  "held.told": { held: Held };
  "held.left": { id: string };
}
export type Kind = keyof Events;
export type Event = { [K in Kind]: { seq: number; kind: K; data: Events[K] } }[Kind];

export type Counters = Pick<Thread, "posts" | "active_at" | "same_question" | "helpful">;
/** `next_opening`: nobody is on duty, and the service is closed until then. */
export interface Presence { people: number; agents: { name: string; service: string }[]; next_opening?: string }
/** How much there is in each view of the queue; `mine` by agent. */
export interface QueueCounts { unanswered: number; late: number; stale: number; everything: number; mine: Record<string, number> }
export type Hint =
  | { kind: "presence"; data: Presence }
  | { kind: "typing"; data: { author: Author } }
  | { kind: "queue"; data: QueueCounts }
  | { kind: "counters"; data: { threads: Record<string, Counters> } };

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
  [more: string]: unknown;
}
