/** What a digested query means: filters, an order, a largest number of results, and remarks. */
import type { Node } from "../forest.ts";

/** First and last day of a time, YYYY-MM-DD. */
export interface Interval {
  readonly from: string;
  readonly to: string;
}

/** In the order in which a normal text has them. */
export const fields = [
  "published",
  "author",
  "topic",
  "source",
  "code",
  "reproduced",
  "verdict",
  "experiment",
  "arxiv",
] as const;
export type Field = (typeof fields)[number];

export const verdictWords = ["matches", "holds", "absent", "inconclusive", "contradicted", "beyond"] as const;
export const orders = ["best", "newest", "oldest", "comments", "votes"] as const;
export type Order = (typeof orders)[number];

export interface Filter {
  readonly kind: "filter";
  readonly field: Field;
  /** Days are bounds, everything else is equal; "yes" and "no" for what is so or not. */
  readonly op: ">=" | "<=" | "=";
  readonly value: string;
}

export type Effect =
  Filter | { readonly kind: "order"; readonly by: Order } | { readonly kind: "limit"; readonly count: number };

/** What a node may stand for; words that stand for themselves have no value. */
export type Value =
  | { readonly kind: "time"; readonly interval: Interval }
  | { readonly kind: "effects"; readonly effects: readonly Effect[] }
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "notice"; readonly text: string };

export interface Context {
  readonly text: string;
  /** YYYY-MM-DD: what "this week" is counted from. */
  readonly today: string;
}

export type QueryNode = Node<Value>;

export const effects = (...list: readonly Effect[]): Value => ({ kind: "effects", effects: list });
export const equals = (field: Field, value: string): Filter => ({ kind: "filter", field, op: "=", value });

/** Effects of nodes, in their order. */
export const effectsOf = (nodes: readonly QueryNode[]): readonly Effect[] =>
  nodes.flatMap(({ value }) => (value?.kind === "effects" ? value.effects : []));

/** The same meaning has the same key, in whatever order it was said. */
export const effectKey = (effect: Effect): string =>
  effect.kind === "filter"
    ? `${effect.field}${effect.op}${effect.value}`
    : effect.kind === "order"
      ? `sort:${effect.by}`
      : `limit:${effect.count}`;
