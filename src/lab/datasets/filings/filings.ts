/**
 * Filings of invented funds: pages of prose, accounts and indexes, and among them tables of holdings, mostly without rules, which run over
 * pages, name their columns as they like, and hold instruments that no schema foresees. What is right is known.
 */
import { writeAligned } from "../../extraction/table/aligned.ts";
import { tableOf } from "../../extraction/table/table.ts";
import type { Draw } from "../draw.ts";
import * as words from "./words.ts";
import type { Column, Instrument } from "./words.ts";

export interface Holding {
  readonly name: string;
  /** As the filing labels it. */
  readonly type: string;
  readonly instrument: Instrument;
  readonly marketValue: number;
  readonly currency: string;
}

/** Lines of one page that belong to a table: from `from` to before `to`. */
export interface Fragment {
  readonly page: number;
  readonly from: number;
  readonly to: number;
}

export interface HoldingsTable {
  readonly holdings: readonly Holding[];
  readonly fragments: readonly Fragment[];
  readonly ruled: boolean;
}

export interface Filing {
  readonly id: string;
  /** Lines of each page. */
  readonly pages: readonly (readonly string[])[];
  readonly tables: readonly HoldingsTable[];
}

const rowsOfPage = 40;
const number = (value: number): string => value.toLocaleString("en-US");
const word = (draw: Draw): string => {
  const text = Array.from({ length: draw.between(2, 3) }, () => draw.pick(words.syllables)).join("");
  return text[0].toUpperCase() + text.slice(1);
};

interface Line extends Holding {
  readonly cells: Readonly<Record<Column, string>>;
}

const instrumentNames = Object.keys(words.instruments) as Instrument[];

function drawLine(draw: Draw, at: number, currency: string, style: Style): Line {
  const instrument = draw.zipf(instrumentNames, 1.3);
  const type = draw.zipf(words.instruments[instrument], 1.5);
  const name = `${word(draw)} ${word(draw)} ${draw.pick(words.firms)}${at % 7 === 6 ? ` ${1 + at}` : ""}`;
  const price = draw.uniform(4, 180);
  const quantity = draw.between(100, 90_000);
  // Derivatives may be worth less than nothing.
  const negative = ["Future", "Forward", "Swap", "Option"].includes(instrument) && draw.chance(0.3);
  const marketValue = Math.round(price * quantity) * (negative ? -1 : 1);
  const money = (value: number) => {
    const plain = `${style.sign}${number(Math.abs(value))}`;
    return value < 0 ? `(${plain})` : plain;
  };
  const due =
    instrument === "Equity" || instrument === "Fund" || instrument === "Cash" ? null : draw.between(2025, 2044);
  const date =
    due === null ? "–" : draw.chance(0.04) ? "perpetual" : `${draw.between(1, 28)} ${draw.pick(words.months)} ${due}`;
  const own = draw.chance(0.08) ? draw.zipf(words.currencies) : currency;
  const cells: Record<Column, string> = {
    name: name + (draw.chance(0.04) ? "*" : ""),
    type,
    marketValue: money(marketValue),
    quantity: number(quantity),
    price: price.toFixed(2),
    pctNetAssets: `${draw.uniform(0.01, 4).toFixed(2)}%`,
    maturity: date,
    coupon: due === null ? "–" : `${draw.uniform(0, 7).toFixed(2)}%`,
    currency: own,
    cost: money(Math.round(Math.abs(marketValue) * draw.uniform(0.6, 1.1))),
    country: draw.zipf(words.countries),
    ticker: word(draw).slice(0, 4).toUpperCase(),
  };
  return { name, type, instrument, marketValue, currency: own, cells };
}

interface Style {
  readonly columns: readonly Column[];
  readonly headers: readonly string[];
  readonly sign: string;
  readonly ruled: boolean;
  readonly caption: string;
}

function drawStyle(draw: Draw): Style {
  const optional = (["quantity", "price", "pctNetAssets", "maturity", "coupon", "currency"] as const).filter(() =>
    draw.chance(0.45),
  );
  const decoys = (["cost", "country", "ticker"] as const).filter(() => draw.chance(0.3));
  const columns: Column[] = ["name", ...draw.shuffle<Column>(["type", "marketValue", ...optional, ...decoys])];
  return {
    columns,
    headers: columns.map((column) => draw.zipf<string>(words.headers[column], 1.1)),
    sign: draw.chance(0.3) ? "$" : "",
    ruled: draw.chance(0.05),
    caption: draw.zipf(words.captions),
  };
}

const prose = (draw: Draw, count: number): string[] => [
  ...Array.from({ length: count }, () => draw.pick(words.sentences)),
  "",
];

/** A page of the kind that a detector of numbers takes for holdings: accounts of two years, or an index. */
function distractor(draw: Draw): string[] {
  const isIndex = draw.chance(0.3);
  const rows = isIndex
    ? words.chapters.map((chapter, at) => [chapter, String(3 * at + draw.between(1, 3))])
    : draw
        .shuffle(words.accounts)
        .map((name) => [name, number(draw.between(900, 9e6)), number(draw.between(900, 9e6))]);
  const grid = isIndex ? rows : [["", "2024", "2023"], ...rows];
  const caption = isIndex ? "Contents" : draw.pick(["Statement of Assets and Liabilities", "Statement of Operations"]);
  return [
    ...prose(draw, draw.between(1, 3)),
    ...writeAligned(tableOf(grid, isIndex ? 0 : 1, caption), { ruled: draw.chance(0.05) }).split("\n"),
    "",
  ];
}

/** One filing. @param largest rows of the largest table that may come. */
export function sampleFiling(draw: Draw, id: string, largest = 426): Filing {
  const pages: string[][] = [];
  const tables: HoldingsTable[] = [];
  for (let left = draw.between(1, 3); left > 0; left--) {
    for (let more = draw.between(0, 2); more > 0; more--)
      pages.push(draw.chance(0.5) ? distractor(draw) : prose(draw, draw.between(3, 12)));
    const style = drawStyle(draw);
    const currency = draw.zipf(words.currencies, 2);
    // Most are short; one in fifty is long.
    const rows = Math.round(5 * (largest / 5) ** (draw.uniform(0, 1) ** 2));
    const lines = Array.from({ length: rows }, (_, at) => drawLine(draw, at, currency, style));
    tables.push({ holdings: lines, ruled: style.ruled, fragments: layOut(draw, pages, style, lines) });
  }
  while (pages.length < 4) pages.push(draw.chance(0.5) ? distractor(draw) : prose(draw, draw.between(3, 12)));
  return { id, pages, tables };
}

/** Writes a table on pages of its own, its head repeated or not; returns where it stands. */
function layOut(draw: Draw, pages: string[][], style: Style, lines: readonly Line[]): Fragment[] {
  const repeats = draw.chance(0.7);
  const body = lines.map(({ cells }) => style.columns.map((column) => cells[column]));
  const total = (label: string, some: readonly Line[]) =>
    style.columns.map((column) =>
      column === "name"
        ? label
        : column === "marketValue"
          ? number(some.reduce((sum, { marketValue }) => sum + marketValue, 0))
          : "",
    );
  const parts: string[][][] = [];
  for (let from = 0; from < body.length; from += rowsOfPage) {
    const part = body.slice(from, from + rowsOfPage);
    if (draw.chance(0.3)) part.push(total("Subtotal", lines.slice(from, from + rowsOfPage)));
    parts.push(part);
  }
  parts.at(-1)!.push(total("Total investments", lines));
  // One width for all parts, as a typesetter has it.
  const grid = [style.headers, ...parts.flat()];
  const written = writeAligned(tableOf(grid, 1), { ruled: style.ruled }).split("\n");
  const [head, rows] = style.ruled
    ? [written.slice(0, 2), written.slice(2, -1)]
    : [written.slice(0, 1), written.slice(1)];
  let at = 0;
  return parts.map((part, index) => {
    const continued = index > 0;
    const caption = continued && !draw.chance(0.5) ? [] : [style.caption + (continued ? " (continued)" : "")];
    const before = continued ? [] : prose(draw, draw.between(0, 3));
    const block = [...(continued && !repeats ? [] : head), ...rows.slice(at, at + part.length)];
    at += part.length;
    const footnote = draw.chance(0.3) ? ["", "* Pledged as collateral."] : [];
    pages.push([...before, ...caption, ...block, ...footnote]);
    const from = before.length + caption.length;
    return { page: pages.length - 1, from, to: from + block.length };
  });
}

export const sampleFilings = (draw: Draw, count: number, largest?: number): Filing[] =>
  Array.from({ length: count }, (_, at) => sampleFiling(draw, `filing ${at + 1}`, largest));
