/** What is being done to one picture: its zones, the one in hand, the tool, and the way back. */
import { signal } from "@preact/signals";
import { centred, drawn, History, keyed, type Kind, moved, type Size, within, type Zone } from "./zones.ts";

export class Easel {
  readonly zones = signal<readonly Zone[]>([]);
  readonly chosen = signal<number | null>(null);
  readonly tool = signal<Kind>("blur");
  readonly canUndo = signal(false);
  readonly size: Size;
  readonly #history = new History();
  #last = 0;
  #steps = 0;

  constructor(size: Size) {
    this.size = size;
  }

  zone(id: number): Zone | undefined { return this.zones.value.find((zone) => zone.id === id); }

  /** A zone of the chosen sort in the middle, or where the pointer goes down. */
  add(from?: { x: number; y: number }): Zone {
    const zone = centred(++this.#last, this.tool.value, this.size);
    const added = from ? { ...zone, ...from, width: 0, height: 0 } : zone;
    this.#change([...this.zones.value, added], `add ${added.id}`);
    this.chosen.value = added.id;
    return added;
  }

  /** While the pointer draws, moves or stretches: the zone as it was when the pointer went down, and what has become of it. */
  drag(zone: Zone, what: "draw" | "move" | "stretch", from: { x: number; y: number }, to: { x: number; y: number }): void {
    const next = what === "move" ? moved(zone, { x: to.x - from.x, y: to.y - from.y }, this.size) : drawn(zone, to, this.size);
    this.#put(next, what === "draw" ? `add ${zone.id}` : `drag ${zone.id} ${this.#steps}`);
  }

  /** The pointer went up. */
  release(id: number): void {
    const zone = this.zone(id);
    if (zone) this.zones.value = this.zones.value.map((each) => (each.id === id ? within(zone, this.size) : each));
    this.#steps += 1;
  }

  /** True when the key meant something to the zone. */
  press(id: number, key: string, isShift: boolean): boolean {
    const zone = this.zone(id);
    const next = zone && keyed(zone, key, isShift, this.size);
    if (next) this.#put(next, `keys ${id} ${String(isShift)}`);
    return !!next;
  }

  say(id: number, label: string): void {
    const zone = this.zone(id);
    if (zone) this.#put({ ...zone, label }, `label ${id}`);
  }

  remove(id: number): void {
    this.#change(this.zones.value.filter((zone) => zone.id !== id), `remove ${id}`);
    if (this.chosen.value === id) this.chosen.value = null;
  }

  undo(): void {
    const before = this.#history.undo();
    if (!before) return;
    this.zones.value = before;
    this.canUndo.value = !this.#history.isEmpty;
    if (this.chosen.value !== null && !this.zone(this.chosen.value)) this.chosen.value = null;
  }

  #put(next: Zone, sort: string): void {
    this.#change(this.zones.value.map((zone) => (zone.id === next.id ? next : zone)), sort);
  }

  #change(next: readonly Zone[], sort: string): void {
    this.#history.note(this.zones.value, sort);
    this.zones.value = next;
    this.canUndo.value = true;
  }
}
