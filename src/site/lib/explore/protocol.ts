/** What a page and the worker behind its inputs say to each other. */
import type { RawValues, Seen } from "#lab/kit/index";

export interface Ask {
  readonly papertape: "explore";
  readonly slug: string;
  readonly values: RawValues;
}

export type Answer =
  { readonly papertape: "seen"; readonly seen: Seen } | { readonly papertape: "failed"; readonly reason: string };

export const isAsk = (data: unknown): data is Ask => ours(data) && data.papertape === "explore";

export const isAnswer = (data: unknown): data is Answer =>
  ours(data) && (data.papertape === "seen" || data.papertape === "failed");

const ours = (data: unknown): data is { papertape: unknown } =>
  typeof data === "object" && data !== null && "papertape" in data;
