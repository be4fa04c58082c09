/**
 * Every call across the border between the host page (the loader) and the frame (the panel). One type per direction.
 *
 * The frame is sandboxed without `allow-same-origin`, so its origin reads "null" and proves nothing. The two sides meet once:
 * the frame posts `Knock` to its parent; the loader checks that `event.source` is the very frame it made and that the nonce is
 * the one it put in that frame's address, and answers with one MessagePort. From then on both speak through the port only.
 */
import type { Field } from "./wire.ts";

/** panel → window.parent, once: "I am the frame you made". */
export interface Knock { parvis: "knock"; nonce: string }
/** loader → frame, once, with the MessagePort. */
export interface Welcome { parvis: "welcome"; nonce: string }

/** Where the reader is: the page's address and its title. Never anything that was typed. */
export interface Place { url: string; page: string | null; canonical: string | null; title: string }
/** What the panel takes over from the host so that it looks at home. Colours as computed CSS colours, radius in px. */
export interface Theme { font: string; accent: string; radius: number; scheme: "light" | "dark" | "auto" }
/** Kept for the panel in the host's first-party storage, only after the citizen's first act. */
export type Keepsake = "token" | "outbox" | "forms";

/** A control of the form. `shape`: hexadecimal digest of its options and its help text, empty where the browser makes none. */
export interface Control extends Field { shape: string }

export type LoaderToPanel =
  /** The first message: everything the panel needs to begin. */
  | { type: "start"; site: string; lang: string; place: Place; theme: Theme; kept: Partial<Record<Keepsake, string>>; modal: boolean }
  /** The single-page application went to another route, or the webmaster called `setPage`. */
  | { type: "moved"; place: Place }
  /** The panel is (no longer) on screen; `modal` when it covers the form; `thread` or `field` when one was asked for. */
  | { type: "shown"; open: boolean; modal: boolean; thread?: string | undefined; field?: Field | undefined }
  /** The controls of the page, in its order, after the opening and whenever they are others. Never a value. `lang`: the page's own. */
  | { type: "form"; lang: string; controls: Control[] }
  /** What became of `reveal`: not found, when the page does not show that control now. */
  | { type: "revealed"; key: string; found: boolean }
  /** The host's colours changed (its own theme switch). */
  | { type: "themed"; theme: Theme };

export type PanelToLoader =
  /** The panel has drawn itself: the loader may take its own "loading" away. */
  | { type: "ready" }
  /** Keep this (or, null, forget it) under the host's first-party storage. At most 64 KiB. */
  | { type: "keep"; key: Keepsake; value: string | null }
  /** Show the reader this control of the form: go there, outline it, give it the focus. */
  | { type: "reveal"; key: string }
  /** Close me, and give the focus back. */
  | { type: "close" }
  /** How many new messages wait, and how many agents are here: the button says so while the panel is closed. */
  | { type: "news"; unread: number; agents: number };
