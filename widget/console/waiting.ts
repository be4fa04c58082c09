/** How long a question has waited: "moins d’une min", "12 min", "4 h 05", "2 j 3 h". Says the same as `waited` in service/parvis/web/pages.py. */
import type { Lang } from "../client/strings.ts";

const MINUTE = 60_000;
const THIN = "\u202f";

export function waited(since: string, now: number, lang: Lang): string {
  const minutes = Math.max(0, Math.floor((now - Date.parse(since)) / MINUTE));
  if (minutes === 0) return lang === "en" ? "under a min" : "moins d’une min";
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 0) return `${days}${THIN}${lang === "en" ? "d" : "j"} ${hours % 24}${THIN}h`;
  return hours > 0 ? `${hours}${THIN}h${THIN}${String(minutes % 60).padStart(2, "0")}` : `${minutes}${THIN}min`;
}
