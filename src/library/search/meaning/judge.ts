/**
 * Decides whether an encoder helps, on papers that it has not learnt from: questions whose answers the library itself knows. The weight of
 * meaning is chosen on one half of the questions and judged on the other.
 */
import { bootstrap, type BootstrapEstimate } from "#lab/measure/significance";
import { mean } from "#lab/measure/statistics";
import { termOf } from "../analysis/terms.ts";
import { Segment } from "../index/segment.ts";
import { Segments } from "../index/segments.ts";
import { encodeSegment } from "../index/write-segment.ts";
import { quality } from "../evaluate/measures.ts";
import { gainSays, taskSays } from "../../words/search.ts";
import { parseQuery } from "../query.ts";
import { rankByWords } from "../rank/ranker.ts";
import { withSpellings } from "../rank/spellings.ts";
import type { Corpus, KeptPaper } from "./corpus.ts";
import { bagOf, type Encoder } from "./encoder.ts";
import { PaperVectors } from "./paper-vectors.ts";
import { depth, stretched } from "./stretch.ts";

/**
 * "title": a title, and the paper whose abstract stands under it, its title taken away. "passage": a sentence, and the paper that it was taken out
 * of. "authors": a title, and other papers of the same people.
 */
export type TaskName = "title" | "passage" | "authors";

export interface TaskJudgement {
  readonly task: TaskName;
  readonly queries: number;
  /** Mean nDCG@10. */
  readonly words: number;
  readonly meaning: number;
  readonly fused: number;
  /** Of fused over words, with its 95 % interval over the queries. */
  readonly gain: BootstrapEstimate;
}

export interface Judgement {
  /** Whether the fused order is better. */
  readonly better: boolean;
  /** Why not, as a clause; null where it is. */
  readonly reason: string | null;
  /** Weight of meaning. */
  readonly share: number;
  readonly tasks: readonly TaskJudgement[];
  /** Over all queries. */
  readonly gain: BootstrapEstimate;
}

const shares = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5];
/** Fewer questions in the half that judges decide nothing. */
const fewest = 50;
/** Who has written more papers than this writes about too much. */
const mostPapers = 30;

/** One question: nDCG@10 by words, by meaning, and fused with each share. */
interface Answered {
  readonly task: TaskName;
  readonly words: number;
  readonly meaning: number;
  readonly fused: readonly number[];
}

/** @param onProgress told the share that is done, from 0 to 1. */
export async function judge(
  corpus: Corpus,
  encoder: Encoder,
  onProgress: (share: number) => void = () => {},
): Promise<Judgement> {
  const vectors = new PaperVectors(encoder);
  for (const segment of corpus.segments) await vectors.add(segment);
  const answered: Answered[] = [];
  for (const [at, task] of tasks.entries()) {
    const progress = (share: number) => onProgress((at + share) / tasks.length);
    for await (const answer of answers(task, corpus, vectors, progress)) answered.push(answer);
    // Also where nothing could be asked.
    progress(1);
  }
  return decide(answered);
}

export function decide(answered: readonly Answered[]): Judgement {
  const [choosing, judging] = [0, 1].map((half) => answered.filter((_, at) => at % 2 === half));
  const best = shares.reduce((best, _, at) => (meanOfTasks(choosing, at) > meanOfTasks(choosing, best) ? at : best), 0);
  const gainOf = (some: readonly Answered[]) => bootstrap(some.map(({ fused, words }) => fused[best] - words));
  const judged = byTask(judging).map((some) => ({
    task: some[0].task,
    queries: some.length,
    words: mean(some.map(({ words }) => words)),
    meaning: mean(some.map(({ meaning }) => meaning)),
    fused: mean(some.map(({ fused }) => fused[best])),
    gain: gainOf(some),
  }));
  if (judging.length < fewest) {
    const reason = `only ${judging.length} questions could be made of this library to judge it by`;
    const gain: BootstrapEstimate = { value: 0, interval: [0, 0] };
    return { better: false, reason, share: 0, tasks: judged, gain };
  }
  const gain = gainOf(judging);
  const harmed = judged.find(({ gain }) => gain.interval[1] < 0);
  const reason =
    gain.interval[0] <= 0
      ? `words and meaning together are not better than words alone: ${gainSays(gain)} on ${judging.length} questions made of this library`
      : harmed
        ? `words and meaning together are worse than words alone where ${taskSays[harmed.task]}: ${gainSays(harmed.gain)}`
        : null;
  return { better: reason === null, reason, share: shares[best], tasks: judged, gain };
}

const byTask = (answered: readonly Answered[]): Answered[][] =>
  tasks.map(({ name }) => answered.filter(({ task }) => task === name)).filter((some) => some.length > 0);

/** Of the fused order; each kind of question counts the same. */
const meanOfTasks = (answered: readonly Answered[], share: number): number =>
  mean(byTask(answered).map((some) => mean(some.map(({ fused }) => fused[share]))));

interface Task {
  readonly name: TaskName;
  /** What a kept paper says while it is asked for. */
  left(paper: KeptPaper): { readonly title: readonly string[]; readonly body: readonly string[] };
  asked(paper: KeptPaper): readonly string[];
  /** Ids of the papers that answer; empty: it is not asked. */
  answers(paper: KeptPaper, corpus: Corpus): readonly number[];
}

/** The passage that is taken out: the second, because a first often says what the title does. */
const taken = 1;

const tasks: readonly Task[] = [
  {
    name: "title",
    left: ({ passages }) => ({ title: [], body: passages.flat() }),
    asked: ({ title }) => title,
    answers: ({ id }) => [id],
  },
  {
    name: "passage",
    left: ({ title, passages }) => ({ title, body: passages.filter((_, at) => at !== taken).flat() }),
    asked: ({ passages }) => passages[taken],
    answers: ({ id }) => [id],
  },
  {
    name: "authors",
    left: ({ title, passages }) => ({ title, body: passages.flat() }),
    asked: ({ title }) => title,
    answers: ({ id, authors }, { byAuthor }) => {
      const known = authors.map((author) => byAuthor.get(author)!).filter(({ length }) => length <= mostPapers);
      return [...new Set(known.flat())].filter((other) => other !== id);
    },
  },
];

async function* answers(
  { name: task, left, asked, answers }: Task,
  corpus: Corpus,
  vectors: PaperVectors,
  onProgress: (share: number) => void,
): AsyncGenerator<Answered> {
  const changed = corpus.kept.map((paper) => ({ id: paper.id, names: [], ...left(paper) }));
  const kept = new Segment(encodeSegment(changed));
  await vectors.add(kept);
  const index = new Segments();
  for (const segment of [...corpus.segments, kept]) index.add(segment);
  const questions = corpus.kept.flatMap((paper) => {
    const text = asked(paper).join(" ");
    const right = answers(paper, corpus);
    return text === "" || right.length === 0 ? [] : [{ paper, text, right }];
  });
  for (const [at, { paper, text, right }] of questions.entries()) {
    const grades = new Map(right.map((id) => [String(id), 1]));
    const of = (ranked: readonly { readonly id: number }[]): number => {
      const others = right.includes(paper.id) ? ranked : ranked.filter(({ id }) => id !== paper.id);
      return quality(
        others.slice(0, 10).map(({ id }) => String(id)),
        grades,
      )["nDCG@10"];
    };
    const words = rankByWords(index, withSpellings(index, parseQuery(text)), depth).best;
    const vector = vectors.encoder.encode(bagOf(asked(paper).flatMap((word) => termOf(word) ?? [])));
    const meaning = vector === null ? [] : vectors.nearest(vector, depth);
    yield {
      task,
      words: of(words),
      meaning: of(meaning),
      fused: shares.map((share) => of(stretched(words, meaning, share))),
    };
    onProgress((at + 1) / questions.length);
  }
}
