/** What one follows on this site: what is new first. A thread of another page opens here, beside the form. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { ago } from "../../client/time.ts";
import type { Progress } from "../../draw/conversation.ts";
import { Icon } from "../../draw/icon.tsx";
import { Part } from "../../draw/pieces.tsx";
import { Status } from "../../draw/status.tsx";
import type { Page, Thread } from "../../protocol/wire.ts";
import type { Model } from "../model.ts";
import { toldIn } from "./strings.ts";

interface FollowedThread { thread: Thread; page: Page; unread: number }
interface Follows { threads: FollowedThread[]; pages: { page: Page; mode: "follow" | "mute" }[] }
const SITE_WIDE = "*";

export function View({ model }: { model: Model }) {
  const { words, lang, api, acts, followed, pageId, now } = model;
  const told = toldIn(lang);
  const follows = useSignal<Follows | null>(null);
  const part = useSignal<Progress>("loading");
  const heading = useRef<HTMLHeadingElement>(null);
  const read = async (): Promise<void> => {
    part.value = "loading";
    try {
      follows.value = await api.ask<Follows>("GET", "/me/follows");
      part.value = "idle";
    } catch {
      part.value = "failed";
    }
  };
  useEffect(() => { void read(); heading.current?.focus({ preventScroll: true }); }, []);

  const unfollow = async (thread: Thread): Promise<void> => {
    await acts.follow(thread.id, false);
    if (acts.failure.value?.at === thread.id || !follows.value) return;
    follows.value = { ...follows.value, threads: follows.value.threads.filter((each) => each.thread.id !== thread.id) };
    heading.current?.focus();
  };
  const name = (page: Page): string => (page.key === SITE_WIDE ? told.wholeSite : page.title || page.key);
  const threads = [...(follows.value?.threads ?? [])].sort((a, b) => Number(b.unread > 0) - Number(a.unread > 0));
  return (
    <section class="followed" aria-labelledby="followed">
      <p><button type="button" class="link" onClick={() => { followed.isShown.value = false; }}><Icon name="back" small />{told.back}</button></p>
      <h3 id="followed" ref={heading} tabIndex={-1}>{told.heading}</h3>
      {follows.value && threads.length === 0 && <p class="quiet none">{told.none}</p>}
      <ol class="list">
        {threads.map(({ thread, page, unread }) => (
          <li key={thread.id}>
            <p class="row spread">
              {thread.page !== pageId.value ? <span class="chip"><bdi>{name(page)}</bdi></span> : <span />}
              <Status thread={thread} words={words} />
            </p>
            <h4><button type="button" id={`thread-${thread.id}`} onClick={() => model.openThread(thread.id)}><bdi lang="">{thread.title}</bdi></button></h4>
            <p class="counts meta num">
              {unread > 0 ? <b>{told.news(unread)}</b> : <span>{told.read}</span>}
              <time dateTime={thread.active_at}>{ago(thread.active_at, now.value, lang)}</time>
              <button type="button" class="link above" aria-label={told.unfollow(thread.title)} onClick={() => void unfollow(thread)}>{told.stop}</button>
            </p>
            {acts.failure.value?.at === thread.id && <p class="error" role="alert"><Icon name="alert" small />{acts.failure.value.said}</p>}
          </li>
        ))}
      </ol>
      {follows.value && follows.value.pages.length > 0 && (
        <>
          <h4>{told.pages}</h4>
          <ul class="list">
            {follows.value.pages.map(({ page, mode }) => <li key={page.id}><p class="row spread"><bdi>{name(page)}</bdi><span class="meta">{told.modes[mode]}</span></p></li>)}
          </ul>
        </>
      )}
      {part.value !== "idle" && <Part words={words} part={part.value} text={words.retry} onClick={() => void read()} />}
    </section>
  );
}
