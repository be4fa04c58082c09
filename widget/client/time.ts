/** Times as people say them: "il y a 12 min", "hier", "lundi à 14 h 20". Everything is said in the reader's own time zone. */
import type { Lang } from "./strings.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A number and its unit stay on one line: no-break space. */
const SPACE = "\u00a0";

const two = (n: number): string => String(n).padStart(2, "0");
const midnight = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
/** Calendar days between two moments (0 today, 1 yesterday); rounding absorbs the hour of a clock change. */
const daysBetween = (then: Date, now: Date): number => Math.round((midnight(now) - midnight(then)) / DAY);

/** The hour of a moment: "14 h 20", or "2:20 pm" for English. */
export function clock(iso: string | number, lang: Lang): string {
  const date = new Date(iso);
  const hour = date.getHours();
  if (lang === "fr") return `${hour}${SPACE}h${SPACE}${two(date.getMinutes())}`;
  return `${hour % 12 || 12}:${two(date.getMinutes())}${SPACE}${hour < 12 ? "am" : "pm"}`;
}

/** The day of a moment that is not today: "hier", "lundi", "12 mars", "12 mars 2025". */
function day(then: Date, now: Date, lang: Lang): string {
  const days = daysBetween(then, now);
  if (days === 1) return lang === "fr" ? "hier" : "yesterday";
  const fields: Intl.DateTimeFormatOptions =
    days > 0 && days < 7 ? { weekday: "long" }
    : then.getFullYear() === now.getFullYear() ? { day: "numeric", month: "long" }
    : { day: "numeric", month: "long", year: "numeric" };
  return new Intl.DateTimeFormat(lang === "fr" ? "fr-FR" : "en-GB", fields).format(then);
}

/** How long ago, for lists: "à l’instant", "il y a 12 min", "il y a 2 h", "hier", "lundi", "12 mars". */
export function ago(iso: string, now: number, lang: Lang): string {
  const then = new Date(iso);
  const passed = Math.max(0, now - then.getTime());
  if (passed < MINUTE) return lang === "fr" ? "à l’instant" : "just now";
  if (daysBetween(then, new Date(now)) > 0 && passed >= HOUR) return day(then, new Date(now), lang);
  const [count, unit] = passed < HOUR ? [Math.floor(passed / MINUTE), "min"] : [Math.floor(passed / HOUR), "h"];
  return lang === "fr" ? `il y a ${count}${SPACE}${unit}` : `${count}${SPACE}${unit} ago`;
}

/** The moment of a message: "14 h 20" today, "hier à 14 h 20", "12 mars à 14 h 20". */
export function moment(iso: string, now: number, lang: Lang): string {
  const then = new Date(iso);
  if (daysBetween(then, new Date(now)) <= 0) return clock(iso, lang);
  return `${day(then, new Date(now), lang)} ${lang === "fr" ? "à" : "at"} ${clock(iso, lang)}`;
}

/** The month of a testimony: `2026-03` → "mars 2026". */
export function monthOf(month: string, lang: Lang): string {
  return new Intl.DateTimeFormat(lang === "fr" ? "fr-FR" : "en-GB", { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${month}-01T12:00:00Z`));
}
