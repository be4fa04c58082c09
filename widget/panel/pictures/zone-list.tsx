/** The zones of a picture, for those who have no pointer and for what the pointer cannot say. Each change is told in words. */
import { useRef } from "preact/hooks";
import { Icon } from "../../draw/icon.tsx";
import type { Easel } from "./easel.ts";
import type { Said } from "./strings.ts";
import { place, type Zone } from "./zones.ts";

const LABEL_LIMIT = 60;

export function ZoneList({ easel, said, onNews }: { easel: Easel; said: Said; onNews: (text: string) => void }) {
  const adder = useRef<HTMLButtonElement>(null);
  const zones = easel.zones.value;
  const focus = (id: number): void => { requestAnimationFrame(() => document.getElementById(`zone-${id}`)?.focus()); };
  const tell = (id: number, name: string): void => {
    const zone = easel.zone(id);
    if (zone) onNews(said.place(name, place(zone, easel.size)));
  };
  const add = (): void => {
    const { id, kind } = easel.add();
    tell(id, `${said.names[kind]} ${easel.zones.value.length}`);
    focus(id);
  };
  const remove = (zone: Zone, name: string): void => {
    const at = zones.indexOf(zone);
    easel.remove(zone.id);
    onNews(said.zoneRemoved(name));
    const next = easel.zones.value[Math.min(at, easel.zones.value.length - 1)];
    if (next) focus(next.id);
    else adder.current?.focus();
  };
  const undo = (): void => {
    easel.undo();
    onNews(said.undone);
    if (!easel.canUndo.value) adder.current?.focus();
  };
  return (
    <div>
      <div class="row">
        <span class="quiet">{said.draw}</span>
        <button type="button" class="btn small" ref={adder} onClick={add}>{said.addZone}</button>
        {easel.canUndo.value && <button type="button" class="btn small bare" onClick={undo}>{said.undo}</button>}
      </div>
      {zones.length > 0 && (
        <>
          <p class="quiet" id="zone-keys">{said.keys}</p>
          <ul class="zones" aria-label={said.zones}>
            {zones.map((zone, i) => {
              const name = `${said.names[zone.kind]} ${i + 1}`;
              return (
                <li key={zone.id}>
                  <div class="row">
                    <button type="button" class="btn small zone" id={`zone-${zone.id}`} aria-pressed={easel.chosen.value === zone.id} aria-describedby="zone-keys"
                      onFocus={() => { easel.chosen.value = zone.id; }} onClick={() => { easel.chosen.value = zone.id; tell(zone.id, name); }}
                      onKeyDown={(event) => {
                        const isRemoval = event.key === "Delete" || event.key === "Backspace";
                        if (isRemoval) remove(zone, name);
                        else if (!easel.press(zone.id, event.key, event.shiftKey)) return;
                        event.preventDefault();
                        if (!isRemoval) tell(zone.id, name);
                      }}>{name}</button>
                    <button type="button" class="btn square" aria-label={said.removeZone(name)} title={said.removeZone(name)} onClick={() => remove(zone, name)}><Icon name="close" small /></button>
                  </div>
                  {zone.kind !== "blur" && (
                    <>
                      <label class="label" for={`zone-label-${zone.id}`}>{said.label(name)}</label>
                      <input class="input" id={`zone-label-${zone.id}`} value={zone.label} maxLength={LABEL_LIMIT} dir="auto" autocomplete="off"
                        onFocus={() => { easel.chosen.value = zone.id; }} onInput={(event) => easel.say(zone.id, event.currentTarget.value)} />
                    </>
                  )}
                </li>
              );
            })}
          </ul>
        </>
      )}
    </div>
  );
}
