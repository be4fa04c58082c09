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

export function Status({ status, words }: { status: Thread["status"]; words: Words }) {
  const { icon, tone } = SHAPES[status] ?? SHAPES.open;
  return <span class={`status ${tone}`}><Icon name={icon} small />{words.status[status] ?? words.status.open}</span>;
}
