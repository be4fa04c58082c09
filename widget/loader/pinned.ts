/** The second file and its hash: the build writes them here (`widget/build.mjs`), so that whoever pins the first has pinned the second. */

export const FILE = "";
export const INTEGRITY = "";
