import type { Model } from "../model.ts";

export function View({ model: _ }: { model: Model }) { return null; }
