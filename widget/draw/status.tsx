/** Where a question stands: always an icon and a word. */
import type { Words } from "../client/strings.ts";
import type { Thread } from "../protocol/wire.ts";
import { Icon, type IconName } from "./icon.tsx";

const SHAPES: Record<Thread["status"], { icon: IconName; tone: string }> = {
  open: { icon: "clock", tone: "wait" },
  answered: { icon: "shield", tone: "official" },
  solved: { icon: "check", tone: "ok" },
  closed: { icon: "lock", tone: "quiet" },
};

/** An official answer is said before anything else. Notes and testimonies wait for nobody, a conversation only says when it is over. */
export function Status({ thread: { kind, status, official }, words }: { thread: Pick<Thread, "kind" | "status" | "official">; words: Words }) {
  if (official && status !== "closed") return <span class="status official"><Icon name="shield" small />{words.official}</span>;
  const isOver = status === "solved" || status === "closed";
  if (kind !== "question" && !(kind === "discussion" && isOver)) return null;
  const { icon, tone } = SHAPES[status] ?? SHAPES.open;
  return <span class={`status ${tone}`}><Icon name={icon} small />{words.status[status] ?? words.status.open}</span>;
}
