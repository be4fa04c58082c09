/** The pictures that this browser sent and no message shows yet: their address answers nobody, so they are drawn from here. */
const held = new Map<string, HTMLCanvasElement>();
/** More would only wait in vain: the service lets a person have twelve. */
const LIMIT = 12;

export function hold(id: string, canvas: HTMLCanvasElement): void {
  held.set(id, canvas);
  const [oldest] = held.keys();
  if (held.size > LIMIT && oldest) held.delete(oldest);
}

export const preview = (id: string): HTMLCanvasElement | null => held.get(id) ?? null;
