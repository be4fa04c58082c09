/** The pseudonym that is proposed before the first act: a bird and a number, such as "Hirondelle 42". */
import type { Words } from "./strings.ts";

/** From 2 to 99, so that it never reads as "the first" of anything. The service, not this, decides whether a name may be used. */
export function proposeName({ birds }: Pick<Words, "birds">, random: () => number = Math.random): string {
  return `${birds[Math.floor(random() * birds.length)]!} ${2 + Math.floor(random() * 98)}`;
}
