/** The place of pictures in a message that is being written. What it does is fetched when somebody writes. */
import { Lazy } from "../draw/lazy.tsx";
import type { Picture } from "../protocol/wire.ts";
import type { Model } from "./model.ts";

export interface AttachProps { model: Model; pictures: readonly Picture[]; onChange: (pictures: readonly Picture[]) => void }

export const Attach = (props: AttachProps) =>
  <Lazy load={() => import("./pictures/attached.tsx").then((part) => part.Attached)} props={props} words={props.model.words} />;
