/** Hooks at norm sites: what goes into every norm of a model and what comes out, as tensors of its graph. */
import type { Scope, Tensor } from "#engine";
import type { Norm } from "../nn/language-model/parts.ts";

/** Where a norm stands in a model that was built with hooks. */
export interface HookedSite {
  /** Full name of the norm. */
  readonly name: string;
  /** The norm's scope: asking it for a parameter by name gives the norm's own. */
  readonly at: Scope;
  /** What goes into the norm, and what comes out. */
  readonly x: Tensor;
  readonly y: Tensor;
}

/** The same norm, which notes in `sites`, in the order of the model, where it is applied and to what. Build one model with it. */
export function withHooks(norm: Norm): { norm: Norm; sites: HookedSite[] } {
  const sites: HookedSite[] = [];
  return {
    sites,
    norm(at, x) {
      const y = norm(at, x);
      sites.push({ name: at.path, at, x, y });
      return y;
    },
  };
}
