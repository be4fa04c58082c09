/**
 * A film of another host. Nothing is fetched from there before the click; its words stand beside it. The player comes without our
 * cookies or its own (`credentialless`): a browser that cannot do that opens it in a tab, where it is an ordinary page.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Lang } from "../../client/strings.ts";
import type { Video } from "../../protocol/wire.ts";
import { adopt } from "../adopt.ts";
import { Icon } from "../icon.tsx";
import { toldIn } from "./strings.ts";

adopt(`
.film { display: flex; flex-direction: column; align-items: flex-start; gap: var(--s2); margin-top: var(--s3); padding: var(--s3); border: 1px solid var(--line); border-radius: var(--r-s); }
.film p { margin: 0; font-size: var(--text-s); line-height: 1.45; }
.film .player { align-self: stretch; }
.film iframe { display: block; width: 100%; aspect-ratio: 16 / 9; border: 1px solid var(--line); border-radius: var(--r-s); background: var(--sunken); }
.film .alt { color: var(--ink-2); white-space: pre-line; }
.film .btn { overflow-wrap: anywhere; text-align: start; }
`);

const canFrame = "credentialless" in HTMLIFrameElement.prototype;
/** An address that the service made; anything else is no film. */
const isSafe = (url: string): boolean => url.startsWith("https://");

export function Film({ video, lang }: { video: Video; lang: Lang }) {
  const told = toldIn(lang);
  const isLoaded = useSignal(false);
  if (!isSafe(video.url)) return null;
  return (
    <div class="film" role="group" aria-label={`${told.video}\u00a0: ${video.title}`}>
      <p class="row"><Icon name="play" small /><b><bdi lang="">{video.title}</bdi></b></p>
      <p class="alt"><bdi lang="">{video.alt}</bdi></p>
      {isLoaded.value ? <Player video={video} /> : canFrame && (
        <button type="button" class="btn small" onClick={() => { isLoaded.value = true; }}>{told.load(video.host.replace(/^www\./, ""))}</button>
      )}
      <p><a href={video.url} target="_blank" rel="nofollow noopener noreferrer">{told.openTab}</a></p>
    </div>
  );
}

/** Made by hand: `credentialless` must stand before the address does. */
function Player({ video }: { video: Video }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const frame = document.createElement("iframe");
    frame.setAttribute("credentialless", "");
    frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox");
    frame.title = video.title;
    frame.src = video.url;
    place.current!.append(frame);
    frame.focus();
  }, []);
  return <div ref={place} class="player" />;
}
