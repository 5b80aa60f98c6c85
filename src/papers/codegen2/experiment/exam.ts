/** What a trained model is asked: unseen text from left to right, and the missing middle of documents. */
import type { Parameters } from "#engine";
import { random } from "#engine";
import { Draw } from "#lab/datasets/draw";
import type { Lab } from "#lab/kit/index";
import { openEvaluator } from "#lab/measure/evaluator";
import { packed, plain, withPrefix, type Piece, type Sequence, type Span } from "../method.ts";
import type { Domain, Library } from "./documents.ts";
import type { Arm } from "./objectives.ts";
import type { Shape } from "./settings.ts";
import { feedsOf, openModel } from "./training.ts";

/** A sequence of which some tokens are asked for. */
export interface Question {
  readonly piece: Piece;
  /** Place of the first token asked for, and how many there are. */
  readonly from: number;
  readonly count: number;
}

export interface Answer {
  /** Of all tokens asked for together. */
  readonly nats: number;
  /** Likelihood of ending where they do and nowhere before, each time given the true tokens so far. */
  readonly stop: number;
  /** Whether each of them is the likeliest there: always taking that one writes all of them. */
  readonly written: boolean;
}

export interface Exam {
  /** Bits per byte of unseen text, every token by those before it alone. */
  leftToRight(weights: Parameters, domain: Domain): Promise<number>;
  /** The same of the last quarter of every sequence. An arm with prefixes is asked with one of its share and with none: the better counts. */
  goingOn(weights: Parameters, domain: Domain, arm: Pick<Arm, "asked">): Promise<number>;
  answers(weights: Parameters, questions: readonly Question[]): Promise<Answer[]>;
  release(): Promise<void>;
}

export async function openExam(
  { device, threads }: Pick<Lab, "device" | "threads">,
  books: Library,
  { shape, batches, part = "test" }: { shape: Shape; batches: number; part?: "tune" | "test" },
): Promise<Exam> {
  const { batch, context } = shape;
  const { eom, eot } = books.special;
  // Without any prefix the same program is the causal one.
  const { logits, losses } = openModel(books, shape, { batch, prefix: true, mode: "inference" });
  const ends = logits
    .slice(-1, eom, eom + 1)
    .sub(logits.logSumExp(-1))
    .exp();
  const best = logits.max(-1).sub(logits.logSumExp(-1)).neg();
  const evaluator = await openEvaluator({ losses, ends, best }, { device, threads, name: "exam" });

  /** Losses, likelihoods of <eom>, and the losses that the likeliest tokens would have, by row and target. */
  async function look(weights: Parameters, sequences: readonly Sequence[]) {
    const rows: Record<"losses" | "ends" | "best", Float32Array>[] = [];
    for (let from = 0; from < sequences.length; from += batch) {
      const some = sequences.slice(from, from + batch);
      const { tokens, targets, prefixes } = feedsOf([...some, ...Array(batch - some.length).fill(some[0])], "seen");
      const found = await evaluator.run(weights, { tokens, targets, prefixes: prefixes! });
      const row = (values: (typeof found)[string], at: number) =>
        (values.data as Float32Array).subarray(at * context, (at + 1) * context);
      some.forEach((_, at) =>
        rows.push({ losses: row(found.losses, at), ends: row(found.ends, at), best: row(found.best, at) }),
      );
    }
    return rows;
  }

  const windowsOf = (domain: Domain) => windows(books, domain, { part, count: batches * batch, length: context + 1 });

  /** Bits per byte of text from a target on. */
  async function bitsFrom(first: number, weights: Parameters, sequences: readonly Sequence[]): Promise<number> {
    const rows = await look(weights, sequences);
    let [nats, bytes] = [0, 0];
    for (const [at, { tokens }] of sequences.entries())
      for (let target = first; target < tokens.length; target++) {
        const size = books.bytes[tokens[target]];
        bytes += size;
        if (size > 0) nats += rows[at].losses[target - 1];
      }
    return nats / Math.LN2 / bytes;
  }

  return {
    leftToRight: (weights, domain) => bitsFrom(1, weights, windowsOf(domain)),
    async goingOn(weights, domain, { asked = 0 }) {
      const ways: number[] = [];
      for (const share of new Set([0, asked])) {
        const sequences = windowsOf(domain).map((window) => withPrefix(window, Math.round(share * context)));
        ways.push(await bitsFrom(Math.round(0.75 * context), weights, sequences));
      }
      return Math.min(...ways);
    },
    async answers(weights, questions) {
      const pad = (piece: Piece) => {
        const after: Piece = { tokens: Array(context + 1).fill(eot), prefix: 0 };
        const rest = [piece, after].values();
        return packed(() => rest.next().value!, context + 1);
      };
      const rows = await look(weights, questions.map(({ piece }) => pad(piece))); // prettier-ignore
      return questions.map(({ from, count }, at) => {
        const { losses, ends, best } = rows[at];
        let [nats, stop, written] = [0, 1, true];
        for (let target = from - 1; target < from - 1 + count; target++) {
          nats += losses[target];
          stop *= 1 - ends[target];
          written &&= losses[target] <= best[target] + rounding;
        }
        return { nats, stop: stop * ends[from - 1 + count], written };
      });
    },
    release: () => evaluator.release(),
  };
}

/** Two ways to the loss of one token. */
const rounding = 1e-4;

/** Windows over the documents of a part in their order, evenly spread. */
function windows(
  { documents, special }: Library,
  domain: Domain,
  { part, count, length }: { part: "tune" | "test"; count: number; length: number },
): Sequence[] {
  const all = documents[part][domain];
  const step = all.length / count;
  return Array.from({ length: count }, (_, at) => {
    let next = Math.floor(at * step);
    return packed(() => plain(all[next++ % all.length], special), length);
  });
}

/** A document with a gap. */
export interface Gap {
  readonly document: readonly number[];
  readonly gap: Span;
}

/**
 * The same for every seed: gaps of 3 to 6 tokens in documents of at least 25. In code with eight or more before and behind; in a record
 * the first time it is written, so that all of the gap comes once more behind it.
 */
export function gapsIn({ documents }: Pick<Library, "documents">, kind: "code" | "records", count: number): Gap[] {
  const draw = new Draw(random(1).stream(`gaps in ${kind}`));
  const long = documents.test[kind].filter(({ length }) => length >= 25);
  return Array.from({ length: count }, (_, at) => {
    const document = long[Math.floor((at * long.length) / count)];
    const size = draw.between(3, 6);
    const start = kind === "records" ? draw.between(2, 11 - size) : draw.between(8, document.length - 8 - size);
    return { document, gap: { start, end: start + size } };
  });
}
