/** Who one is to the others here, and by which rule one becomes a helper: nothing is counted that the person cannot read. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Lang } from "../../client/strings.ts";
import type { Voice } from "../../protocol/wire.ts";
import type { Model } from "../model.ts";

interface Standing { voice: Voice; thanks: number; accepted: number; next: { thanks: number; accepted: number } | null }

const plural = (n: number, one: string, many: string): string => `${n}\u00a0${n < 2 ? one : many}`;

const fr = {
  now: (voice: string, thanks: number, accepted: number) =>
    `Ici vous êtes\u00a0: ${voice}. Vous avez reçu ${plural(thanks, "merci", "mercis")} et ${plural(accepted, "de vos réponses a été retenue", "de vos réponses ont été retenues")}.`,
  next: (thanks: number, accepted: number) =>
    `On devient aidant avec ${plural(thanks, "merci", "mercis")} et ${plural(accepted, "réponse retenue", "réponses retenues")}. Personne ne peut se le donner à soi-même.`,
  page: "Cette page",
  modes: { none: "Suivre ce que j’écris", follow: "Suivre toute la page", mute: "Ne rien suivre ici" },
};
const en: typeof fr = {
  now: (voice, thanks, accepted) => `Here you are: ${voice}. You have received ${thanks} thanks, and ${accepted} of your answers were kept.`,
  next: (thanks, accepted) => `One becomes a helper with ${thanks} thanks and ${accepted} kept answers. Nobody can give it to themselves.`,
  page: "This page",
  modes: { none: "Follow what I write in", follow: "Follow the whole page", mute: "Follow nothing here" },
};
const toldIn = (lang: Lang): typeof fr => (lang === "en" ? en : fr);

export function View({ model }: { model: Model }) {
  const { words, lang, api, acts, pageId } = model;
  const told = toldIn(lang);
  const standing = useSignal<Standing | "failed" | null>(null);
  useEffect(() => {
    api.ask<Standing>("GET", "/me/standing").then((known) => { standing.value = known; }, () => { standing.value = "failed"; });
  }, []);
  const known = standing.value;
  const page = pageId.value;
  return (
    <div class="meta">
      <div role="status">
        {known === null ? words.loading : known === "failed" ? words.partUnreachable : (
          <>
            <p>{told.now(words.voice[known.voice], known.thanks, known.accepted)}</p>
            {known.next && <p>{told.next(known.next.thanks, known.next.accepted)}</p>}
          </>
        )}
      </div>
      {page && (
        <p class="sort">
          <label for="page-mode">{told.page}</label>
          <select id="page-mode" value={acts.mode.value ?? "none"}
            onChange={(event) => void acts.followPage(page, event.currentTarget.value === "none" ? null : (event.currentTarget.value as "follow" | "mute"))}>
            <option value="none">{told.modes.none}</option>
            <option value="follow">{told.modes.follow}</option>
            <option value="mute">{told.modes.mute}</option>
          </select>
        </p>
      )}
      {acts.failure.value?.at === page && <p class="error" role="alert">{acts.failure.value?.said}</p>}
    </div>
  );
}
