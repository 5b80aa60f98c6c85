/**
 * Layers 3 and 4: phrases that act, first those of time, so that the others see where these begin. A preposition acts only with its
 * data, and what could as well be a topic acts only where a phrase ends: "most recent papers" is an order, "most recent common
 * ancestor" is not.
 */
import type { Guard, Layer, Tree } from "../forest.ts";
import {
  effects,
  equals,
  type Context,
  type Effect,
  type Field,
  type Order,
  type QueryNode,
  type Value,
} from "./effects.ts";
import { dayAfter, dayBefore } from "./times.ts";

/** Where a phrase can end or begin: the ends of the text, punctuation, and what begins another phrase. */
const edges = new Set(
  (
    "START END , ; . ? ! : PAPER STUDY ON ABOUT FOR SINCE FROM AFTER BEFORE UNTIL BETWEEN IN BY AND WITH WITHOUT MOST NEWEST NEW " +
    "OLDEST SORTED TOP BEST TAGGED FILLER LAST PAST THIS TIME TODAY YESTERDAY REPRODUCED UNREPRODUCED EFFECT OPERATOR TAG QUOTE LITERAL"
  ).split(" "),
);
const edge: Guard<Value> = (node) => node === undefined || edges.has(node.symbol);
/** As above, but a topic may go on with "in": "papers with code in Python". */
const end: Guard<Value> = (node) => edge(node) && node?.symbol !== "IN" && node?.symbol !== "FOR";
const oneOf =
  (...symbols: string[]): Guard<Value> =>
  (node) =>
    node !== undefined && symbols.includes(node.symbol);

/** Before an order that stands in front: "find the most discussed papers". */
const opening = oneOf("START", "FIND", "ASK", "EVERY", "EFFECT");

const intervalOf = (nodes: readonly QueryNode[], which = 0) => {
  const times = nodes.flatMap(({ value }) => (value?.kind === "time" ? [value.interval] : []));
  return times.at(which)!;
};
const bound = (op: ">=" | "<=", value: string): Effect => ({ kind: "filter", field: "published", op, value });
const wordsOf = (nodes: readonly QueryNode[], { text }: Context): string =>
  text.slice(nodes[0].start, nodes.at(-1)!.end);

type Rule = Omit<Tree<Value, Context>, "symbol" | "act"> & { readonly name: string };
const tree = (
  rule: Rule,
  act: (nodes: readonly QueryNode[], context: Context) => readonly Effect[],
): Tree<Value, Context> => ({
  ...rule,
  symbol: "EFFECT",
  act: (nodes, context) => effects(...act(nodes, context)),
});
/** A phrase that always means the same filter. */
const says = (field: Field, value: string, name: string, leaves: readonly string[], guards: Partial<Rule> = {}) =>
  tree({ name, leaves, ...guards }, () => [equals(field, value)]);
const sorts = (by: Order, name: string, leaves: readonly string[], guards: Partial<Rule> = {}) =>
  tree({ name, leaves, ...guards }, () => [{ kind: "order", by }]);

const within = (nodes: readonly QueryNode[]) => {
  const { from, to } = intervalOf(nodes);
  return [bound(">=", from), bound("<=", to)];
};
const sources = { ARXIV: "arxiv", "HUGGING-FACE": "hf-daily" } as Readonly<Record<string, string>>;
const authorsIn = (nodes: readonly QueryNode[]) =>
  nodes.flatMap(({ value }) => (value?.kind === "word" ? [equals("author", value.text)] : []));

const times = [
  tree({ name: "since", leaves: ["SINCE <time>", "FROM <time> onwards", "FROM <time> ON"] }, (nodes) => [
    bound(">=", intervalOf(nodes).from),
  ]),
  tree({ name: "after", leaves: ["AFTER <time>"] }, (nodes) => [bound(">=", dayAfter(intervalOf(nodes).to))]),
  tree({ name: "before", leaves: ["BEFORE <time>"] }, (nodes) => [bound("<=", dayBefore(intervalOf(nodes).from))]),
  tree({ name: "until", leaves: ["UNTIL <time>"] }, (nodes) => [bound("<=", intervalOf(nodes).to)]),
  tree(
    { name: "between", leaves: ["BETWEEN <time> AND <time>", "FROM <time> TO <time>", "FROM <time> UNTIL <time>"] },
    (nodes) => {
      const [first, second] = [intervalOf(nodes), intervalOf(nodes, 1)];
      return [
        bound(">=", first.from < second.from ? first.from : second.from),
        bound("<=", first.to > second.to ? first.to : second.to),
      ];
    },
  ),
  tree(
    { name: "in a time", leaves: ["IN <time>", "FROM <time>", "OF <period>", "IN the <period>", "IN EVERY <period>"] },
    within,
  ),
  tree({ name: "a recent time", leaves: ["<period>"] }, within),
  tree({ name: "papers of a year", leaves: ["<calendar>"], left: oneOf("START"), right: oneOf("PAPER") }, within),
  tree({ name: "today", leaves: ["<near-day>"], left: oneOf("PAPER", "FILLER", "EFFECT"), right: edge }, within),
];

const people = [
  tree({ name: "by", leaves: ["BY NAME", "BY NAME AND NAME", "BY NAME , NAME"], right: end }, authorsIn),
  tree(
    {
      name: "by, in lower case",
      leaves: ["BY <word>", "BY <word> <word>", "BY <word> <word> <word>"],
      left: oneOf("START", "PAPER", "FILLER"),
      right: end,
    },
    (nodes, context) => [equals("author", wordsOf(nodes.slice(1), context))],
  ),
];

const facts = [
  says("code", "yes", "with code", ["WITH CODE", "WITH CODE AVAILABLE", "CODE AVAILABLE"], { right: end }),
  says("code", "no", "without code", ["WITHOUT CODE"], { right: end }),
  says("reproduced", "no", "not reproduced", ["UNREPRODUCED"], { right: edge }),
  says("reproduced", "yes", "reproduced papers", ["REPRODUCED"], { right: oneOf("PAPER") }),
  says("reproduced", "yes", "reproduced", ["REPRODUCED"], {
    left: oneOf("START", "PAPER", "FILLER", ",", "EFFECT"),
    right: end,
  }),
  tree(
    { name: "verdict", leaves: ["WITH <verdict> CLAIM", "WITH ONE <verdict> CLAIM"], right: edge },
    ([, ...rest]) => [equals("verdict", rest.find(({ kinds }) => kinds.includes("<verdict>"))!.symbol.toLowerCase())],
  ),
  says("experiment", "yes", "runnable", ["RUNNABLE"], {
    left: oneOf("START", "PAPER", ",", "EFFECT", "FILLER"),
    right: end,
  }),
  tree({ name: "tag", leaves: ["TAG"] }, ([tag]) => (tag.value?.kind === "effects" ? tag.value.effects : [])),
  tree({ name: "tagged", leaves: ["TAGGED <word>"], right: edge }, ([, word], { text }) => [
    equals("topic", text.slice(word.start, word.end).toLowerCase()),
  ]),
  tree({ name: "source", leaves: ["ON <source>", "FROM <source>", "IN <source>"], right: edge }, ([, source]) => [
    equals("source", sources[source.symbol] ?? source.symbol.toLowerCase()),
  ]),
  tree({ name: "arXiv number", leaves: ["<arxiv>", "ARXIV <arxiv>"], left: edge, right: edge }, (nodes, { text }) => [
    equals("arxiv", text.slice(nodes.at(-1)!.start, nodes.at(-1)!.end).replace(/v\d+$/, "")),
  ]),
];

const ordering = [
  sorts("comments", "most discussed", ["MOST DISCUSSED FIRST", "SORTED DISCUSSED", "SORTED MOST DISCUSSED"]),
  sorts("comments", "most discussed", ["MOST DISCUSSED"], { right: edge }),
  sorts("comments", "most discussed", ["MOST DISCUSSED"], { left: opening }),
  sorts("votes", "most voted", ["MOST VOTED FIRST", "SORTED VOTED", "SORTED MOST VOTED"]),
  sorts("votes", "most voted", ["MOST VOTED"], { right: edge }),
  sorts("votes", "most voted", ["MOST VOTED"], { left: opening }),
  sorts("votes", "top papers", ["TOP"], { left: oneOf("START", "FIND", "ASK", "EVERY"), right: oneOf("PAPER") }),
  sorts("newest", "newest", ["NEWEST FIRST", "NEW FIRST", "SORTED DATE", "SORTED NEWEST"]),
  sorts("newest", "newest", ["NEWEST"], { right: edge }),
  sorts("newest", "new papers", ["NEW"], { right: oneOf("PAPER") }),
  sorts("oldest", "oldest", ["OLDEST FIRST", "SORTED OLDEST"]),
  sorts("oldest", "oldest", ["OLDEST"], { left: oneOf("START", ",", "AND", "EFFECT"), right: edge }),
  sorts("best", "best", ["BEST FIRST", "SORTED BEST"]),
  tree({ name: "top so many", leaves: ["TOP <number>", "TOP <count>"], right: edge }, ([, count], { text }) =>
    limit(text.slice(count.start, count.end)),
  ),
  tree(
    {
      name: "so many",
      leaves: ["<number>", "FIRST <number>"],
      left: oneOf("START", "FIND", "ASK", "EVERY", "EFFECT"),
      right: oneOf("PAPER", "MOST", "NEWEST", "REPRODUCED", "UNREPRODUCED"),
    },
    (nodes, { text }) => limit(text.slice(nodes.at(-1)!.start, nodes.at(-1)!.end)),
  ),
];

function limit(count: string): Effect[] {
  const named = { one: 1, two: 2, three: 3, six: 6, twelve: 12 } as Readonly<Record<string, number>>;
  const value = named[count.toLowerCase()] ?? Number(count);
  return value > 0 ? [{ kind: "limit", count: value }] : [];
}

/** Orders that nobody can give: the words stay in the text, and the reader is told. */
const unknown: Tree<Value, Context> = {
  symbol: "NOTICE",
  name: "an order that is not known",
  leaves: ["MOST CITED", "MOST CITED FIRST", "SORTED CITED"],
  right: edge,
  act: (nodes, context) => ({ kind: "notice", text: wordsOf(nodes, context) }),
};

const operator = tree({ name: "operator", leaves: ["OPERATOR"] }, ([{ value }]) =>
  value?.kind === "effects" ? value.effects : [],
);

export const timeLayer: Layer<Value, Context> = { name: "times", trees: [operator, ...times] };

export const phraseLayer: Layer<Value, Context> = {
  name: "phrases",
  trees: [...people, ...facts, ...ordering, unknown],
};
