/** Chooses a page by any part of its name or address: what is typed is looked for, and the first that are found can be chosen. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Desk } from "../desk.ts";
import { isAddress, nameOf, type Keeper, type KnownPage, type Place } from "./keeper.ts";
import { toldIn } from "./strings.ts";

const SHOWN = 5;
const PAUSE = 200;

interface PickerProps {
  desk: Desk;
  keeper: Keeper;
  legend: string;
  /** The page that is not offered. */
  not: string;
  /** An address that nobody wrote on yet may be chosen too. */
  isNewOffered: boolean;
  chosen: Place | null;
  onChoose: (place: Place | null) => void;
}

export function PagePicker({ desk, keeper, legend, not, isNewOffered, chosen, onChoose }: PickerProps) {
  const told = toldIn(desk.lang);
  const text = useSignal("");
  const found = useSignal<KnownPage[]>([]);
  const isSought = useSignal(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => { field.current?.focus(); }, []);
  const wanted = text.value;
  useEffect(() => {
    let isWanted = true;
    const seek = setTimeout(() => void keeper.find(wanted).then(({ pages }) => {
      if (!isWanted) return;
      found.value = pages.filter(({ id }) => id !== not).slice(0, SHOWN);
      isSought.value = true;
    }, () => undefined), PAUSE);
    return () => { isWanted = false; clearTimeout(seek); };
  }, [wanted]);

  const isKnown = found.value.some(({ key }) => key === wanted.trim());
  const isNew = isNewOffered && isSought.value && isAddress(wanted) && !isKnown;
  const isNone = isSought.value && found.value.length === 0 && !isNew;
  const type = (value: string): void => {
    text.value = value;
    isSought.value = false;
    onChoose(null);
  };
  const option = (id: string, place: Place, name: string, about: string) => (
    <label key={id} class="option">
      <input type="radio" name="place" checked={chosen !== null && (("page" in chosen ? chosen.page.id : chosen.url) === id)} onChange={() => onChoose(place)} />
      <span><bdi>{name}</bdi>{about && <span class="meta"><bdi>{about}</bdi></span>}</span>
    </label>
  );
  return (
    <fieldset>
      <legend class="label">{legend}</legend>
      <input class="input" type="search" ref={field} value={wanted} aria-label={told.search} autocomplete="off" dir="auto" onInput={(event) => type(event.currentTarget.value)} />
      <div class="options">
        {found.value.map((page) => option(page.id, { page }, nameOf(page), page.title ? page.key : ""))}
        {isNew && option(wanted.trim(), { url: wanted.trim() }, told.newPage(wanted.trim()), "")}
      </div>
      <p class={isNone ? "quiet" : "sr"} role="status">{isNone ? told.none : isSought.value && told.found(found.value.length + Number(isNew))}</p>
    </fieldset>
  );
}
