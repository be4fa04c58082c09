/** Where a thread belongs, and what it is about: two forms beneath it. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Page, Thread } from "../../protocol/wire.ts";
import type { Desk } from "../desk.ts";
import { ActForm } from "./form.tsx";
import { Keeper, nameOf, type Place } from "./keeper.ts";
import { PagePicker } from "./picker.tsx";
import { toldIn } from "./strings.ts";

export interface PlaceProps { desk: Desk; thread: Thread; act: "move" | "topics"; onDone: () => void }

export function PlaceForm({ act, ...props }: PlaceProps) {
  return act === "move" ? <Move {...props} /> : <TopicsForm {...props} />;
}

function Move({ desk, thread, onDone }: Omit<PlaceProps, "act">) {
  const told = toldIn(desk.lang);
  const keeper = useMemo(() => new Keeper(desk), []);
  const to = useSignal<Place | null>(null);
  const move = async (): Promise<string> => {
    const place = to.value!;
    await desk.api.ask("PUT", `/agent/threads/${thread.id}/page`, "page" in place ? { page: place.page.id } : { url: place.url });
    return told.moved("page" in place ? nameOf(place.page as Page) : place.url);
  };
  return (
    <ActForm desk={desk} name={told.move} button={told.move} missing={() => (to.value ? null : told.chooseTo)} act={move} onDone={onDone}>
      <PagePicker desk={desk} keeper={keeper} legend={told.moveTo} not={thread.page} isNewOffered chosen={to.value} onChoose={(place) => { to.value = place; }} />
    </ActForm>
  );
}

function TopicsForm({ desk, thread, onDone }: Omit<PlaceProps, "act">) {
  const told = toldIn(desk.lang);
  const text = useSignal(thread.topics.join(", "));
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => { field.current?.focus(); }, []);
  const save = async (): Promise<string> => {
    const topics = text.value.split(",").map((topic) => topic.trim()).filter(Boolean);
    await desk.api.ask("PUT", `/threads/${thread.id}/topics`, { topics });
    return told.topicsSaved;
  };
  return (
    <ActForm desk={desk} name={told.topics} button={told.saveTopics} missing={() => null} act={save} onDone={onDone}>
      <div>
        <label class="label" for="topics">{told.topicsField}</label>
        <input class="input" id="topics" ref={field} value={text.value} dir="auto" autocomplete="off" aria-describedby="topics-hint" onInput={(event) => { text.value = event.currentTarget.value; }} />
        <p class="meta hint" id="topics-hint">{told.topicsHint}</p>
      </div>
    </ActForm>
  );
}
