/** How a message that was written here stands, in a word: the list says it too, before any thread is opened. */
import type { Sending } from "../client/outbox.ts";
import { Icon } from "../draw/icon.tsx";
import type { Model } from "./model.ts";

/** "envoi…", "Pas encore envoyé", "Non envoyé". */
export function SendingWord({ model: { words }, sending }: { model: Model; sending: Sending }) {
  switch (sending.name) {
    case "sending": return <>{words.sending}</>;
    case "sent": return <>{words.sent}</>;
    case "unsent": return <span class="status wait"><Icon name="clock" small />{words.unsent}</span>;
    case "refused": return <span class="status bad"><Icon name="alert" small />{words.refused}</span>;
  }
}
