/** What a part of a query asks for, in words. */
import type { Effect, Order } from "#papers/dahsf/method";

export const orderWords: Readonly<Record<Order, string>> = {
  best: "best first",
  newest: "newest first",
  oldest: "oldest first",
  comments: "most discussed first",
  votes: "most voted first",
};

/** "published 2019-01-01 to 2021-12-31", "with code", "most discussed first". */
export function wordsOfEffects(effects: readonly Effect[]): string {
  const bound = (op: ">=" | "<=") =>
    effects.flatMap((effect) =>
      effect.kind === "filter" && effect.field === "published" && effect.op === op ? [effect.value] : [],
    )[0];
  const [from, to] = [bound(">="), bound("<=")];
  const time =
    from !== undefined && to !== undefined
      ? [from === to ? `published on ${from}` : `published ${from} to ${to}`]
      : from !== undefined
        ? [`published ${from} or later`]
        : to !== undefined
          ? [`published ${to} or earlier`]
          : [];
  return [...time, ...effects.flatMap((effect) => wordsOf(effect) ?? [])].join(", ");
}

function wordsOf(effect: Effect): string | null {
  if (effect.kind === "order") return orderWords[effect.by];
  if (effect.kind === "limit") return effect.count === 1 ? "one paper" : `${effect.count} papers at most`;
  const { field, value } = effect;
  switch (field) {
    case "published":
      return null;
    case "author":
      return `by ${value}`;
    case "topic":
      return `topic ${value}`;
    case "source":
      return `listed by ${value}`;
    case "code":
      return value === "yes" ? "with code" : "without code";
    case "reproduced":
      return value === "yes" ? "with a reproduced claim" : "without a reproduced claim";
    case "verdict":
      return `with a claim that is ${value}`;
    case "experiment":
      return value === "yes" ? "runs here" : "does not run here";
    case "arxiv":
      return `arXiv ${value}`;
  }
}
