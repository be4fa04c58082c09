/** How long to wait before trying again: exponential, with full jitter, so that thousands do not come back together. */

const FIRST = 500;
const LONGEST = 30_000;

/** Milliseconds before attempt `tries` + 1, from 0 up to 0.5 s × 2^tries, and never above 30 s. `random` is in [0, 1). */
export const backoff = (tries: number, random: number): number => Math.floor(random * Math.min(LONGEST, FIRST * 2 ** tries));
