/** Stacks of two to eight layers on either side, with and without residual connections, for the same number of steps. */
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { deepArm, deepName, deepNames } from "./arms.ts";
import type { Corpus } from "./corpus.ts";
import { drawLosses } from "./drawing.ts";
import { rateOfStack } from "./rates.ts";
import { isDrawn, type GnmtLab, type Settings } from "./settings.ts";
import { trained } from "./translate.ts";

export async function* depthPart(
  lab: GnmtLab,
  { deep, batch }: Settings,
  corpus: Corpus,
): AsyncGenerator<LabEvent, void, void> {
  const deepest = Math.max(...deep.layers);
  const natsOfDeepest = new Map<string, number>();
  // The claim is on the deepest; the others are only drawn. Two layers have no residual connection: both kinds are the same net.
  const depths = deep.layers.filter((layers) => layers === deepest || isDrawn(lab));
  const stacks = depths.flatMap((layers) => deepNames.filter((kind) => layers > 2 || kind === "plain").map((kind) => ({ kind, layers }))); // prettier-ignore
  for (const [at, { kind, layers }] of stacks.entries()) {
    const name = deepName(kind, layers);
    const part = withProgressRange(lab, at / stacks.length, (at + 1) / stacks.length);
    const { nats, losses } = yield* trained(part, {
      ...{ name, arm: deepArm(kind, layers), corpus, batch, steps: deep.steps },
      size: { ...deep.size, layers },
      learningRate: rateOfStack(kind, layers),
    });
    // Where training ended early, what it had come to stands for it.
    const reached = nats ?? losses.at(-1)!;
    if (layers === deepest) natsOfDeepest.set(kind, reached);
    if (!isDrawn(lab)) continue;
    for (const series of layers > 2 ? [kind] : deepNames) yield lab.point("Depth", { series, x: layers, y: reached });
    if (layers === deepest) yield* drawLosses(lab, "Training of the deepest stacks", kind, losses);
  }
  yield lab.measure("residual-depth", natsOfDeepest.get("residual")! - natsOfDeepest.get("plain")!);
}
