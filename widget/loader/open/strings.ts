/** What the host page says once the panel has been opened. */

import type { Lang } from "../strings.ts";

export interface Said { close: string; retry: string; unread: string[]; back: string; shown: (label: string) => string }

export const SAID: Record<Lang, Said> = {
  fr: { close: "Fermer", retry: "Réessayer", unread: ["nouveau message", "nouveaux messages"], back: "Revenir à la réponse", shown: (label) => `Champ «\u202f${label}\u202f» affiché.` },
  en: { close: "Close", retry: "Try again", unread: ["new message", "new messages"], back: "Back to the answer", shown: (label) => `Field “${label}” shown.` },
};
