/** The task whose head has to do nothing most of the time: how much of the attention the first token gets. */
import type { BackcopyText } from "#lab/datasets/bigram-backcopy";
import type { LabEvent } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import { compareNorms } from "#lab/training/language-model/index";
import { validationFeeds } from "#lab/training/text";
import { taskArms, taskAttention, type TaskArm } from "./arms.ts";
import { meanOver, openAttentionViewer, type BlockAttention } from "./attention.ts";
import { isDrawn, taskLearningRate, type AffineLab, type Settings } from "./settings.ts";

/** Means over the queries of one block. */
interface Seen {
  readonly first: number;
  /** The first token's part of all the weight that a query spends, signs aside. */
  readonly share: number;
  readonly entropy: number;
  readonly softmaxEntropy: number;
  readonly away: number;
  readonly atTriggers: number;
}

export async function* sinksPart(
  lab: AffineLab,
  { task: { shape, steps } }: Settings,
  text: BackcopyText,
): AsyncGenerator<LabEvent, void, void> {
  const set = { batch: shape.batch, batches: 1, length: shape.context, start: text.start };
  const [{ tokens }] = validationFeeds(text.validation, set);
  const look = (blocks: readonly BlockAttention[]) => blocks.map((block) => seenIn(block, tokens, shape.context, text));
  const ends = new Map<TaskArm, Seen[]>();
  const losses: string[] = [];
  const arms = taskArms(steps);
  for (const [index, arm] of arms.entries()) {
    const { name } = arm;
    const viewer = await openAttentionViewer(lab, arm, taskAttention[name], { text, shape });
    try {
      const [{ weights, validation, diverged }] = yield* compareNorms(
        lab,
        [{ ...arm, learningRate: taskLearningRate }],
        {
          text,
          shape,
          steps,
          validationBatches: 8,
          share: [index / arms.length, (index + 1) / arms.length],
          async *watch({ step, trainer }) {
            if (!isDrawn(lab) || (step % Math.ceil(steps / 8) !== 0 && step !== steps)) return;
            const [{ away }] = look(await viewer.of(await trainer.snapshot(), tokens));
            yield lab.point("First token", { series: name, x: step, y: away });
          },
        },
      );
      losses.push(`${name} ${validation.toFixed(4)}`);
      if (diverged === null) ends.set(name, look(await viewer.of(weights, tokens)));
    } finally {
      await viewer.release();
    }
  }
  const of = (name: TaskArm, what: keyof Seen) => mean(ends.get(name)?.map((block) => block[what]) ?? []);
  const difference = (what: keyof Seen) => of("affine", what) - of("softmax", what);
  yield lab.note(sinkOf(ends.get("softmax"), shape.context));
  yield lab.measure("first-token", difference("first"));
  yield lab.measure("first-token-share", difference("share"));
  yield lab.measure("entropy", difference("entropy"));
  yield lab.note(`the task, nats per letter: ${losses.join(", ")}`);
  for (const [name, blocks] of ends) {
    const by = (what: keyof Seen) => blocks.map((block) => block[what].toFixed(3)).join(", ");
    yield lab.note(
      `by block, ${name}: first token ${by("first")}, its share ${by("share")}, entropy ${by("entropy")}, of the softmax ${by("softmaxEntropy")}`,
    );
    if (!isDrawn(lab)) continue;
    for (const [at, { first, entropy, softmaxEntropy }] of blocks.entries()) {
      yield lab.point("First token by block", { series: name, x: at + 1, y: first });
      yield lab.point("Entropy by block", { series: name, x: at + 1, y: entropy });
      if (name === "affine")
        yield lab.point("Entropy by block", { series: "softmax inside affine", x: at + 1, y: softmaxEntropy });
    }
  }
}

/** Whether there is a sink to compare with, in a sentence. */
function sinkOf(blocks: readonly Seen[] | undefined, context: number): string {
  if (!blocks) return "softmax diverged on the task: nothing to compare with";
  const { away, atTriggers } = blocks[0];
  // A query that looks at all it sees alike gives 1 / (i + 1).
  const uniform = mean(Array.from({ length: context - 1 }, (_, at) => 1 / (at + 2)));
  const verdict = away > 3 * uniform && away > 3 * atTriggers ? "a sink" : "no sink";
  return `first block of softmax: ${verdict}; weight on the first token ${away.toFixed(3)} away from triggers, ${atTriggers.toFixed(3)} at them, ${uniform.toFixed(3)} were it spread evenly`;
}

/** The first query sees nothing but the first token and does not count. */
function seenIn(block: BlockAttention, tokens: Int32Array, context: number, { triggers }: BackcopyText): Seen {
  const heads = block.first.length / tokens.length;
  const tokenOf = (at: number) => tokens[Math.floor(at / (heads * context)) * context + (at % context)];
  const counts = (at: number) => at % context > 0;
  const isTrigger = (at: number) => triggers.includes(tokenOf(at));
  return {
    first: meanOver(block.first, counts),
    share: meanOver(
      block.first.map((weight, at) => Math.abs(weight) / block.total[at]),
      counts,
    ),
    entropy: meanOver(block.entropy, counts),
    softmaxEntropy: meanOver(block.softmaxEntropy, counts),
    away: meanOver(block.first, (at) => counts(at) && !isTrigger(at)),
    atTriggers: meanOver(block.first, (at) => counts(at) && isTrigger(at)),
  };
}
