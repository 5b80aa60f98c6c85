/** The arms: what a sequence of each is made of. Arms of a seed draw the same documents in the same order. */
import { random } from "#engine";
import { Draw } from "#lab/datasets/draw";
import {
  corrupted,
  drawMiddle,
  drawSpans,
  dynamicSpans,
  packed,
  placeSpans,
  plain,
  reordered,
  withPrefix,
  type Piece,
  type Sequence,
  type SpanOptions,
  type SpecialTokens,
} from "../method.ts";
import type { Kind, Library } from "./documents.ts";

/** What sequences are made from. */
export interface Source {
  readonly special: SpecialTokens;
  /** Of the tokens and one more, which is only a target. */
  readonly length: number;
  readonly next: () => readonly number[];
  /** Of what is done to documents, not of which they are. */
  readonly draw: Draw;
}

type Objective = (source: Source) => Sequence;

const causal: Objective = ({ special, length, next }) => packed(() => plain(next(), special), length);

/** Every document corrupted on its own. */
const spans =
  (options: SpanOptions = dynamicSpans): Objective =>
  ({ special, length, next, draw }) =>
    packed(() => {
      const document = next();
      return corrupted(document, drawSpans(draw, document.length, options), special);
    }, length);

/** The same over a whole window of joined documents: as many tokens as fit once they are corrupted. */
const spansAcrossFiles: Objective = ({ special, length, next, draw }) => {
  const window = [...packed(() => plain(next(), special), length).tokens];
  return packed(() => acrossFiles(window, length, draw, special), length);
};

/** As many spans, and as large a share masked, as drawn for the whole window; the tokens that the format adds are left out of it. */
function acrossFiles(window: readonly number[], length: number, draw: Draw, special: SpecialTokens): Piece {
  const drawn = drawSpans(draw, length, dynamicSpans);
  const size = length - 3 * drawn.length - 2;
  const masked = drawn.reduce((sum, { start, end }) => sum + end - start, 0);
  const fitting = Math.max(drawn.length, Math.round((masked * size) / length));
  return corrupted(window.slice(0, size), placeSpans(draw, size, fitting, drawn.length), special);
}

/** PSM. */
const middles: Objective = ({ special, length, next, draw }) =>
  packed(() => {
    const document = next();
    return reordered(document, drawMiddle(draw, document.length), special);
  }, length);

/** The first tokens of a plain sequence are its prefix: so many of them, or a share of the sequence. */
const prefixed =
  (share?: number): Objective =>
  (source) => {
    const time = source.length - 1;
    const size = share === undefined ? source.draw.between(1, time - 1) : Math.round(share * time);
    return withPrefix(causal(source), size);
  };

/** Each sequence one or the other, with nothing to say which. */
const mixture =
  (...parts: readonly Objective[]): Objective =>
  (source) =>
    source.draw.pick(parts)(source);

/** Sequential, short spans, long spans, as in UL2. */
const ul2 = (prefix: number): Objective =>
  mixture(
    prefixed(prefix),
    spans({ ratio: [0.15, 0.15], longest: 3, length: 3, masks: 8 }),
    spans({ ratio: [0.5, 0.5], longest: 32, length: 32, masks: 8 }),
  );

export interface Arm {
  readonly name: string;
  readonly objective: Objective;
  /** Prefixes carry no loss, and are seen in both directions or are not. Default: causal, and every token has loss. */
  readonly prefix?: "seen" | "uncounted";
  /** Share of a sequence that is a prefix when it is asked to go on with the rest; it is asked without one, too. */
  readonly asked?: number;
  /** Which documents; of two kinds, each sequence has its own. Default: those of the part. */
  readonly data?: readonly Kind[];
  /** Share of the sequences of a step that it sees. Default: all. */
  readonly rows?: number;
}

const named = <const Names extends Readonly<Record<string, Omit<Arm, "name">>>>(arms: Names) =>
  Object.fromEntries(Object.entries(arms).map(([name, arm]) => [name, { name, ...arm }])) as {
    readonly [Name in keyof Names]: Arm;
  };

export const arms = named({
  causal: { objective: causal },
  /** What the two halves of a mixture are compared with: the same plain text without the other half. */
  "causal, half the text": { objective: causal, rows: 0.5 },
  "prefix-LM": { objective: prefixed(), prefix: "seen", asked: 0.75 },
  /** What a prefix that is seen is compared with: the same targets, causal. */
  "causal, no loss on a prefix": { objective: prefixed(), prefix: "uncounted" },
  "PSM infill": { objective: mixture(causal, middles) },
  mixture: { objective: mixture(causal, spans()) },
  "mixture, prefix-LM": { objective: mixture(prefixed(), spans()), prefix: "seen", asked: 0.75 },
  "UL2-like": { objective: ul2(0.75), prefix: "seen", asked: 0.75 },
  "UL2-like, short prefix": { objective: ul2(0.25), prefix: "seen", asked: 0.25 },
  "mixture, across files": { objective: mixture(causal, spansAcrossFiles) },
  "mixture, prose": { objective: mixture(causal, spans()), data: ["prose"] },
  "mixture, both": { objective: mixture(causal, spans()), data: ["code", "prose"] },
});
export type ArmName = keyof typeof arms;

/**
 * Two comparisons. Filling gaps takes long to learn, and only arms that have to do with it train that long; what prefixes and data do from
 * left to right shows sooner.
 */
export const parts = {
  gaps: ["causal", "causal, half the text", "PSM infill", "mixture", "mixture, across files"],
  text: [
    ...(["causal", "causal, no loss on a prefix", "prefix-LM", "UL2-like", "UL2-like, short prefix"] as const),
    ...(["mixture", "mixture, prefix-LM", "mixture, prose", "mixture, both"] as const),
  ],
} as const satisfies Readonly<Record<string, readonly ArmName[]>>;
export type Part = keyof typeof parts;
export const partNames = Object.keys(parts) as Part[];

/** Records are where a gap can be filled by what follows; code is what it costs from left to right. */
const dataOfParts: Readonly<Record<Part, readonly Kind[]>> = { gaps: ["code", "records"], text: ["code"] };

export const dataOf = (part: Part, { data = dataOfParts[part] }: Pick<Arm, "data">): readonly Kind[] => data;

/** One step's sequences: functions of seed, step and row. Which documents there are does not depend on what an arm does to them. */
export function sequencesOf(
  { objective, rows = 1 }: Arm,
  { special, documents }: Library,
  {
    data,
    seed,
    step,
    batch,
    length,
  }: { data: readonly Kind[]; seed: number; step: number; batch: number; length: number },
): Sequence[] {
  return Array.from({ length: Math.round(rows * batch) }, (_, row) => {
    const drawOf = (what: string) => new Draw(random(seed).stream(`${what} of row ${row}, step ${step}`));
    const [choice, draw] = [drawOf("documents"), drawOf("objective")];
    const from = documents.train[data[choice.below(2) % data.length]];
    return objective({ special, length, draw, next: () => choice.pick(from) });
  });
}
