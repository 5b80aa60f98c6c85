/** Units in which one arm is trained once: on text, and on the two tasks. */
import type { BackcopyText } from "#lab/datasets/bigram-backcopy";
import type { CharacterText } from "#lab/datasets/moby-dick";
import { relay, type Lab, type LabEvent } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import { compareNorms } from "#lab/training/language-model/index";
import { validationFeeds } from "#lab/training/text";
import { openRetrieval, retrievalScore } from "#papers/nalaformer/experiment/retrieval-model";
import { kinds } from "#papers/nalaformer/experiment/retrieval-task";
import { modelArm, type AttentionArm } from "./arms.ts";
import { lookAt, type Bench, type Seen } from "./look.ts";
import { rateOf } from "./rates.ts";
import { finite, type BackcopyRow, type RetrievalRow, type TextRow } from "./rows.ts";
import { backcopyShape, positions, textShape } from "./settings.ts";

/** The live charts of the trainings. */
export const charts = { text: "Text", backcopy: "Backcopy", retrieval: "Retrieval" } as const;

interface Plan {
  readonly steps: number;
  readonly validationBatches: number;
}

/** Trains one arm on a text, with six points of its curve, and looks at it on the windows that its loss is of. */
async function* trained(
  lab: Lab,
  arm: AttentionArm,
  { learningRate, chart, ...comparison }: Bench & Plan & { readonly learningRate: number; readonly chart: string },
) {
  const { text, shape, steps } = comparison;
  const curve: [number, number | null][] = [];
  const work = compareNorms(lab, [{ ...modelArm(arm, comparison.positions), learningRate }], {
    ...comparison,
    curve: { chart, every: Math.ceil(steps / 6) },
  });
  const [{ validation, diverged, weights }] = yield* relay(work, (event) => {
    if (event.type === "point") curve.push([event.x, event.y]);
    return [event];
  });
  const set = { batch: shape.batch, batches: comparison.validationBatches, length: shape.context, start: text.start };
  const tokens = validationFeeds(text.validation, set).map((feeds) => feeds.tokens);
  const seen = diverged === null ? await lookAt(lab, arm, comparison, weights, tokens) : [];
  const told = { arm: arm.name, seed: lab.seed, steps, learningRate, diverged, loss: finite(validation) };
  return { told, curve, weights, seen, tokens };
}

/** Means over batches, and the largest of all. */
function overall(seen: readonly Seen[]) {
  if (seen.length === 0) return null;
  const byBlock = (what: "entropy" | "first") =>
    seen[0][what].map((_, block) => finite(mean(seen.map((batch) => batch[what][block] ?? NaN))));
  const largest = finite(Math.max(...seen.map((batch) => batch.largest ?? NaN)));
  return { entropy: byBlock("entropy"), first: byBlock("first"), largest };
}

export async function* textUnit(
  lab: Lab,
  text: CharacterText,
  arm: AttentionArm,
  plan: Plan,
): AsyncGenerator<LabEvent, TextRow, void> {
  const learningRate = rateOf("text", arm.name);
  const { told, curve, weights, seen } = yield* trained(lab, arm, {
    ...{ text, shape: textShape, positions: positions.text, learningRate, chart: charts.text, ...plan },
  });
  const parameters = Object.values(weights).reduce((sum, { length }) => sum + length, 0);
  return { kind: "text", ...told, curve, parameters, look: overall(seen) };
}

export async function* backcopyUnit(
  lab: Lab,
  text: BackcopyText,
  arm: AttentionArm,
  plan: Plan,
): AsyncGenerator<LabEvent, BackcopyRow, void> {
  const learningRate = rateOf("backcopy", arm.name);
  const { told, seen, tokens } = yield* trained(lab, arm, {
    ...{ text, shape: backcopyShape, positions: positions.backcopy, learningRate, chart: charts.backcopy, ...plan },
  });
  const hits = seen.flatMap(({ logits }, batch) => copied(logits, tokens[batch], text));
  return { kind: "backcopy", ...told, accuracy: finite(100 * mean(hits.map(Number))), look: overall(seen) };
}

/** Of every trigger whether the letter before it, which comes next, is the most likely one. A window begins with a start, and its first letter has none before it. */
export function copied(
  logits: Float32Array,
  tokens: Int32Array,
  { triggers, vocabulary: { size } }: Pick<BackcopyText, "triggers" | "vocabulary">,
): boolean[] {
  const { context } = backcopyShape;
  const places = Array.from(tokens.keys()).filter((at) => at % context >= 2 && triggers.includes(tokens[at]));
  return places.map((at) => {
    const row = logits.subarray(at * size, (at + 1) * size);
    return row.indexOf(Math.max(...row)) === tokens[at - 1];
  });
}

export async function* retrievalUnit(
  lab: Lab,
  { name, head }: Pick<AttentionArm, "name" | "head">,
  { steps }: Pick<Plan, "steps">,
): AsyncGenerator<LabEvent, RetrievalRow, void> {
  if (head === null) throw new Error(`${name} has no head on the retrieval task`);
  const { seed, device, threads } = lab;
  const learningRate = rateOf("retrieval", name);
  const about = { kind: "retrieval", arm: name, seed, steps, learningRate } as const;
  const run = await openRetrieval({ head, steps, seed, learningRate, device, threads });
  try {
    for await (const { step, loss, diverged } of run.train()) {
      if (diverged !== null)
        return { ...about, diverged, accuracy: null, byKeys: kinds.map(({ keys }) => ({ keys, accuracy: null })) };
      if (step % Math.ceil(steps / 12) === 0) yield lab.point(charts.retrieval, { series: name, x: step, y: loss });
      if (step % 20 === 0) yield lab.progress(step / steps, `step ${step} of ${steps}`);
    }
    const { all, byKind } = await retrievalScore({ head, seed, device, threads }, await run.trainer.snapshot());
    const byKeys = kinds.map(({ keys }, kind) => ({ keys, accuracy: finite(byKind[kind]) }));
    return { ...about, diverged: null, accuracy: finite(all), byKeys };
  } finally {
    await run.release();
  }
}
