/**
 * The personal order (`src/library/for-you`) against what everybody sees, by replaying what simulated readers would have voted for. What
 * they like is never in the texts that the order reads: the categories that authors chose, or the people who wrote.
 *
 * A reader comes at a moment. Of the papers before it the reader has voted for the latest so many that fit, one in ten of the votes
 * being for any paper; to a third as many as votes, which do not fit, was said "not for me". The next 300 papers are ordered. Relevant are those that fit. What
 * is most voted is decided by 300 other readers of the same kinds, who vote for three in ten of what fits them and one in 200 of the rest.
 */
import { random, type Stream } from "../../src/engine/index.ts";
import { bootstrap, type BootstrapEstimate } from "../../src/lab/measure/significance.ts";
import type { Settings } from "../../src/library/for-you/model.ts";
import { order } from "../../src/library/for-you/order.ts";
import { wordSpace, type Space } from "../../src/library/for-you/vectors.ts";
import { hasRelevant, quality } from "../../src/library/search/evaluate/measures.ts";
import { analyzeDocument } from "../../src/library/search/index/document.ts";
import { Segment } from "../../src/library/search/index/segment.ts";
import { Segments } from "../../src/library/search/index/segments.ts";
import { encodeSegment } from "../../src/library/search/index/write-segment.ts";
import { readPapers, type Paper } from "./papers.ts";

interface Categorized extends Paper {
  readonly cats: readonly string[];
}

type Kind = "topic" | "author";

/** Whether a paper fits a reader. */
type Fits = (paper: Categorized) => boolean;

export interface ForYouRow {
  readonly kind: Kind;
  readonly votes: number;
  readonly readers: number;
  /** Mean nDCG@10. */
  readonly forYou: number;
  readonly newest: number;
  readonly mostVoted: number;
  /** Of readers, with a 95 % interval: against the better of the two. */
  readonly gain: BootstrapEstimate;
}

const window = 300;
/** Papers before the new ones that count as seen, as in the product. */
const before = 700;
const crowdSize = 300;

export interface World {
  readonly papers: readonly Categorized[];
  readonly space: Space;
}

/** @param file JSON lines with id, title, text, date, authors, cats. */
export function openWorld(file: string): World {
  const papers = (readPapers(file) as Categorized[]).toSorted((a, b) =>
    a.date < b.date ? -1 : a.date > b.date ? 1 : 0,
  );
  const index = new Segments();
  // One after the other: the words of all at once take more memory than the index.
  for (let from = 0; from < papers.length; from += 4_000) {
    const part = papers.slice(from, from + 4_000);
    const words = part.map(({ title, text }, at) => analyzeDocument({ id: from + at, title, body: text, names: "" }));
    index.add(new Segment(encodeSegment(words)));
  }
  return { papers, space: wordSpace(() => Promise.resolve(index)) };
}

export async function measureForYou(
  { papers, space }: World,
  {
    seed,
    readers,
    settings,
  }: { readonly seed: number; readonly readers: number; readonly settings?: Partial<Settings> },
): Promise<ForYouRow[]> {
  const rows: ForYouRow[] = [];
  for (const kind of ["topic", "author"] as const) {
    const stream = random(seed).stream(kind);
    const anyReader = readerOf(kind, papers);
    const crowd = Array.from({ length: crowdSize }, () => anyReader(stream));
    for (const votes of [3, 10, 30]) {
      const scores: Record<"forYou" | "newest" | "mostVoted", number>[] = [];
      while (scores.length < readers) {
        const visit = visitOf(papers, anyReader(stream), votes, stream);
        if (visit === null) continue;
        const { candidates, taste, grades } = visit;
        const personal = (await order(space, taste, candidates, { ...settings, limit: 10 })).map(({ paper }) => paper);
        const voted = new Map(candidates.map((id) => [id, votesOf(crowd, papers[id], stream)]));
        const of = (ids: readonly number[]) => quality(ids.map(String), grades)["nDCG@10"];
        const newest = candidates.toReversed();
        scores.push({
          forYou: of(personal),
          newest: of(newest),
          mostVoted: of(newest.toSorted((a, b) => voted.get(b)! - voted.get(a)!)),
        });
      }
      const mean = (name: keyof (typeof scores)[number]) =>
        scores.reduce((sum, score) => sum + score[name], 0) / scores.length;
      const [newest, mostVoted] = [mean("newest"), mean("mostVoted")];
      const other = newest > mostVoted ? "newest" : "mostVoted";
      const gain = bootstrap(scores.map((score) => score.forYou - score[other]));
      rows.push({ kind, votes, readers: scores.length, forYou: mean("forYou"), newest, mostVoted, gain });
    }
  }
  return rows;
}

/** Draws readers of a kind. */
function readerOf(kind: Kind, papers: readonly Categorized[]): (stream: Stream) => Fits {
  if (kind === "topic") {
    const counts = countOf(papers.flatMap(({ cats }) => cats));
    // A category of nearly everything says nothing of a reader, and one of hardly anything has no new papers.
    const names = [...counts].filter(([, count]) => count > 0.005 * papers.length && count < 0.15 * papers.length);
    return (stream) => {
      const [name] = names[stream.integers(1, names.length)[0]];
      return ({ cats }) => cats.includes(name);
    };
  }
  const counts = countOf(papers.flatMap(({ authors }) => authors));
  const known = [...counts].filter(([, count]) => count >= 10).map(([name]) => name);
  const written = new Map<string, Categorized[]>(known.map((name) => [name, []]));
  for (const paper of papers) for (const name of paper.authors) written.get(name)?.push(paper);
  return (stream) => {
    const name = known[stream.integers(1, known.length)[0]];
    const together = countOf(written.get(name)!.flatMap(({ authors }) => authors));
    const circle = new Set([...together].filter(([, count]) => count >= 2).map(([other]) => other));
    return ({ authors }) => authors.some((other) => circle.has(other));
  };
}

/** One reader at one moment; null where too little fits, before or after. */
function visitOf(papers: readonly Categorized[], fits: Fits, votes: number, stream: Stream) {
  const from = Math.floor((0.4 + 0.6 * stream.uniform(1)[0]) * (papers.length - window));
  const candidates = Array.from({ length: window }, (_, at) => from + at);
  const grades = new Map(candidates.map((id) => [String(id), fits(papers[id]) ? 1 : 0]));
  const relevant = [...grades.values()].filter((grade) => grade > 0).length;
  if (!hasRelevant(grades) || relevant < 3) return null;
  const noise = Math.round(votes / 10);
  const likes: number[] = [];
  for (let id = from - 1; id >= 0 && likes.length < votes - noise; id--) if (fits(papers[id])) likes.push(id);
  if (likes.length < votes - noise) return null;
  const anyOf = (count: number, wanted: (id: number) => boolean): number[] => {
    const drawn = new Set<number>();
    while (drawn.size < count) {
      const id = from - 1 - stream.integers(1, before)[0];
      if (wanted(id)) drawn.add(id);
    }
    return [...drawn];
  };
  const liked = new Set([...likes, ...anyOf(noise, (id) => !likes.includes(id))]);
  const dislikes = anyOf(Math.round(votes / 3), (id) => !liked.has(id) && !fits(papers[id]));
  const marked = new Set([...liked, ...dislikes]);
  const others = [...candidates, ...Array.from({ length: before }, (_, at) => from - 1 - at)].filter(
    (id) => !marked.has(id),
  );
  return { candidates, taste: { likes: [...liked], dislikes, others }, grades };
}

const votesOf = (crowd: readonly Fits[], paper: Categorized, stream: Stream): number => {
  const chances = stream.uniform(crowd.length);
  return crowd.filter((fits, at) => chances[at] < (fits(paper) ? 0.3 : 0.005)).length;
};

function countOf(all: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}
