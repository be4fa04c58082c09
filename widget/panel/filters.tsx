/** Which threads, and in which order. A filter that would find nothing by its nature (no field chosen, nothing written yet) is not offered. */
import { useRef } from "preact/hooks";
import { Icon } from "../draw/icon.tsx";
import type { Filter, Sort } from "./listing.ts";
import type { Model } from "./model.ts";

const SORTS: readonly Sort[] = ["newest", "active", "helpful"];

export function Filters({ model }: { model: Model }) {
  const { words, listing, field, identity } = model;
  const offered: Filter[] = ["all", "unanswered", "solved"];
  if (field.value) offered.push("field");
  if (field.value?.step) offered.push("step");
  if (identity.hasToken.value) offered.push("mine");
  const group = useRef<HTMLDivElement>(null);
  const drop = (): void => {
    group.current?.querySelector("button")?.focus();
    listing.about(null);
  };
  return (
    <>
      <div class="filters" ref={group} role="group" aria-label={words.filter}>
        {offered.map((filter) => (
          <button key={filter} type="button" aria-pressed={listing.filter.value === filter} onClick={() => listing.choose(filter)}>{words.filters[filter]}</button>
        ))}
        {listing.topic.value !== null && (
          <button type="button" class="row" aria-pressed="true" onClick={drop}><bdi>{words.topic(listing.topic.value)}</bdi><Icon name="close" small /></button>
        )}
      </div>
      <p class="sort meta">
        <label for="sort">{words.sort}</label>
        <select id="sort" value={listing.sort.value} onChange={(event) => { listing.sort.value = event.currentTarget.value as Sort; }}>
          {SORTS.map((sort) => <option key={sort} value={sort}>{words.sorts[sort]}</option>)}
        </select>
      </p>
    </>
  );
}
