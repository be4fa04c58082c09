/** The icons, inline: a 20 px grid, stroke 1.5, the colour of the text beside them. Hidden from readers: a word always says it. */
const PATHS = {
  close: "m5 5 10 10M15 5 5 15",
  back: "M12 4.5 6.5 10l5.5 5.5",
  check: "m4 10.5 4 4 8-9",
  bubble: "M3.5 4.5h13v9H9l-4 3v-3H3.5z",
  shield: "M10 2.5 16 5v5c0 3.7-2.5 6.3-6 7.5C6.5 16.3 4 13.7 4 10V5z",
  clock: "M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0zM10 6v4.2l2.8 1.8",
  lock: "M6 9h8a1.5 1.5 0 0 1 1.5 1.5V15a1.5 1.5 0 0 1-1.5 1.5H6A1.5 1.5 0 0 1 4.5 15v-4.5A1.5 1.5 0 0 1 6 9zM7 9V6.5a3 3 0 0 1 6 0V9",
  down: "M10 4v11.5M5.5 11l4.5 4.5 4.5-4.5",
  up: "M10 16V4.5M5.5 9 10 4.5 14.5 9",
  reply: "M8.5 5 4 9.5 8.5 14M4 9.5h7.5c3 0 4.5 2 4.5 5",
  offline: "M3 8a10 10 0 0 1 14 0M5.7 11a6 6 0 0 1 8.6 0M10 14.7v.1M3.5 3.5l13 13",
  alert: "M10 3 17.5 16.5h-15zM10 8v4M10 14.2v.1",
  heart: "M10 16.5S3.5 12.7 3.5 8A3.4 3.4 0 0 1 10 6.6 3.4 3.4 0 0 1 16.5 8c0 4.7-6.5 8.5-6.5 8.5z",
  same: "M11.5 6.5a3 3 0 1 1-6 0 3 3 0 0 1 6 0zM3 16.5c0-3 2.5-4.5 5.5-4.5s5.5 1.5 5.5 4.5M15.5 7v5M13 9.5h5",
  field: "M2.5 6.5h15v7h-15zM5.5 9v2",
  play: "M6 4.5v11l9-5.5z",
  picture: "M3 4.5h14v11H3zM3.5 14 8 9l3.5 4 2-2.5 3 3.5M13.5 7.5v.1",
  pin: "M7 3.5h6M8 3.5v5l-2.5 3h9L12 8.5v-5M10 11.5v5",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, small = false }: { name: IconName; small?: boolean }) {
  return <svg class={small ? "i s" : "i"} viewBox="0 0 20 20" aria-hidden="true"><path d={PATHS[name]} /></svg>;
}
