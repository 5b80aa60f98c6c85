/** Papers for a large store: real ones from a file, and as many more as are wanted, made from them. */
import { createWriteStream, readFileSync } from "node:fs";
import { once } from "node:events";
import { gunzipSync } from "node:zlib";

export interface Paper {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly date: string;
  readonly authors: readonly string[];
}

/** JSON lines, gzipped or not. */
export function readPapers(file: string): Paper[] {
  const bytes = readFileSync(file);
  const text = (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString();
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Paper);
}

/** Searches: one to five words in a row of a title. */
export function queriesFrom(papers: readonly Paper[]): string[] {
  return Array.from({ length: 300 }, (_, at) => {
    const words = papers[(at * 7_919) % papers.length].title.split(/\s+/);
    const many = 1 + (at % 5);
    const first = at % Math.max(1, words.length - many);
    return words.slice(first, first + many).join(" ");
  });
}

/** The same numbers every time. */
function sequence(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const sentences = (text: string) => text.split(/(?<=[.?!])\s+/);

/**
 * Writes the papers, and behind them made ones up to `wanted`: the first half of one title and the second of another, sentences of
 * either abstract in turn, the day of the first and the authors of both.
 */
export async function writePapers(file: string, papers: readonly Paper[], wanted: number): Promise<void> {
  const random = sequence();
  const any = () => papers[Math.floor(random() * papers.length)];
  const out = createWriteStream(file);
  for (let index = 0; index < wanted; index++) {
    const paper = papers[index] ?? crossed(index, any(), any(), random);
    if (!out.write(`${JSON.stringify(paper)}\n`)) await once(out, "drain");
  }
  out.end();
  await once(out, "finish");
}

function crossed(index: number, one: Paper, other: Paper, random: () => number): Paper {
  const [words, others] = [one.title.split(" "), other.title.split(" ")];
  const [mine, theirs] = [sentences(one.text), sentences(other.text)];
  const text = Array.from({ length: Math.max(mine.length, theirs.length) }, (_, at) => {
    const [first, second] = random() < 0.5 ? [mine, theirs] : [theirs, mine];
    return first[at] ?? second[at];
  });
  return {
    id: `made-${index}`,
    title: [
      // Papers of one title are one paper.
      index,
      ...words.slice(0, Math.ceil(words.length / 2)),
      ...others.slice(Math.floor(others.length / 2)),
    ].join(" "),
    text: text.join(" "),
    date: one.date,
    authors: [...new Set([...one.authors.slice(0, 2), ...other.authors.slice(0, 2)])],
  };
}
