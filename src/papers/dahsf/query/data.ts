/** Layer 2: readers of data. What the calendar says, as an interval of days; who wrote it, as a name. */
import type { Layer } from "../forest.ts";
import type { Context, Interval, QueryNode, Value } from "./effects.ts";
import { months } from "./lexicon.ts";
import { calendarUnit, dayOf, monthOf, past, timeOf, units, type Unit } from "./times.ts";

const time = (interval: Interval | null): Value | null => interval && { kind: "time", interval };
const textOf = ({ start, end }: QueryNode, { text }: Context) => text.slice(start, end);
const numberOf = (node: QueryNode, context: Context): number =>
  ({ ONE: 1, TWO: 2, THREE: 3, SIX: 6, TWELVE: 12 })[node.symbol] ?? Number(textOf(node, context));
const monthIn = (nodes: readonly QueryNode[]) => nodes.find(({ kinds }) => kinds.includes("<month>"))!;
const monthNumber = (node: QueryNode) => months.indexOf(node.symbol) + 1;
const unitOf = (node: QueryNode): Unit => units.find((unit) => unit === node.symbol.toLowerCase())!;
const has = (kind: string) => (node: QueryNode) => node.kinds.includes(kind);

const capitals = (count: number): string => Array<string>(count).fill("<capital>").join(" ");

export const dataLayer: Layer<Value, Context> = {
  name: "data",
  trees: [
    {
      symbol: "TIME",
      name: "date",
      kinds: ["<time>", "<calendar>"],
      leaves: ["<year>", "<date>"],
      act: ([node], context) => time(timeOf(textOf(node, context))),
    },
    {
      symbol: "TIME",
      name: "month of a year",
      kinds: ["<time>", "<calendar>"],
      leaves: ["<month> <year>", "<month> , <year>"],
      act: (nodes, context) => time(monthOf(numberOf(nodes.at(-1)!, context), monthNumber(nodes[0]))),
    },
    {
      symbol: "TIME",
      name: "day of a month",
      kinds: ["<time>", "<calendar>"],
      leaves: ["<number> <month> <year>", "<month> <number> <year>", "<month> <number> , <year>"],
      act: (nodes, context) => {
        const [year, day] = [nodes.at(-1)!, nodes.find(has("<number>"))!].map((node) => numberOf(node, context));
        return time(dayOf(year, monthNumber(monthIn(nodes)), day));
      },
    },
    {
      symbol: "TIME",
      name: "the last few days, weeks, months or years",
      kinds: ["<time>", "<period>"],
      leaves: ["LAST", "PAST"].flatMap((last) => [`${last} <number> <unit>`, `${last} <count> <unit>`]),
      act: ([, count, unit], context) => time(past(numberOf(count, context), unitOf(unit), context.today)),
    },
    {
      symbol: "TIME",
      name: "the past week, month or year",
      kinds: ["<time>", "<period>"],
      leaves: ["PAST <unit>"],
      act: ([, unit], { today }) => time(past(1, unitOf(unit), today)),
    },
    {
      symbol: "TIME",
      name: "this or last week, month or year",
      kinds: ["<time>", "<period>"],
      leaves: ["THIS <unit>", "LAST <unit>"],
      act: ([which, unit], { today }) => time(calendarUnit(unitOf(unit), which.symbol === "LAST" ? 1 : 0, today)),
    },
    {
      symbol: "TIME",
      name: "today or yesterday",
      kinds: ["<time>", "<near-day>"],
      leaves: ["TODAY", "YESTERDAY"],
      act: ([day], { today }) => time(calendarUnit("day", day.symbol === "YESTERDAY" ? 1 : 0, today)),
    },
    {
      symbol: "NAME",
      leaves: [1, 2, 3, 4].map(capitals),
      left: (before) => before?.symbol === "BY" || before?.symbol === "AND",
      act: (nodes, { text }) => ({ kind: "word", text: text.slice(nodes[0].start, nodes.at(-1)!.end) }),
    },
  ],
};
