/** What results say of the claims. */
import { compile, gradient } from "#engine";
import type { LabEvent } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import { largestOutputs } from "../method.ts";
import type { ArmName } from "./arms.ts";
import { families, type Maps } from "./networks.ts";
import type { LayerOverlap } from "./profiles.ts";
import type { Results } from "./results.ts";
import { batch, type ClaimId, type MiguLab, type Settings } from "./settings.ts";

export const measured = [
  "gain-15-task",
  "beats-random-mask",
  "beats-smallest-mask",
  "beats-smaller-steps",
  "magnitudes-differ",
  "universal",
  "composes",
  "no-labels-no-replay",
] as const satisfies readonly ClaimId[];

export function* measureArms(lab: MiguLab, { of }: Results): Generator<LabEvent, void, void> {
  const result = (name: ArmName) => of.get(name)!;
  /** In points of accuracy after the last task. */
  const gain = (name: ArmName, over: ArmName) => 100 * (result(name).end - result(over).end);
  yield lab.measure("gain-15-task", gain("adapters, MIGU", "adapters") / result("adapters").end);
  const random = [gain("MIGU", "random mask"), gain("adapters, MIGU", "adapters, random mask")];
  yield lab.measure("beats-random-mask", mean(random));
  yield lab.measure("beats-smallest-mask", gain("MIGU", "smallest outputs"));
  yield lab.measure("beats-smaller-steps", gain("MIGU", "smaller steps"));
  const byFamily = [gain("MIGU", "plain"), gain("encoder, MIGU", "encoder"), gain("encoder-decoder, MIGU", "encoder-decoder")]; // prettier-ignore
  yield lab.measure("universal", Math.min(...byFamily));
  const byMethod = [gain("replay, MIGU", "replay"), gain("adapters, MIGU", "adapters"), gain("MIGU", "plain")];
  yield lab.measure("composes", Math.min(...byMethod));
  const points = (gains: readonly number[]) => gains.map((one) => one.toFixed(1)).join(", ");
  yield lab.note(
    `gains in points: decoder, encoder, encoder-decoder ${points(byFamily)}; replay, adapters, full tuning ${points(byMethod)}; ` +
      `over random masks in full tuning and in adapters ${points(random)}`,
  );
  const shown: readonly ArmName[] = ["plain", "MIGU", "random mask", "adapters", "adapters, MIGU"];
  yield lab.note(
    shown
      .map((name) => {
        const { end, endOfAll, learned, backward } = result(name);
        const [kept, all, fresh, lost] = [end, endOfAll, learned, backward].map((share) => (100 * share).toFixed(1));
        return `${name}: ${fresh} % when learned, ${kept} % at the end (any token as an answer: ${all} %), transfer backwards ${lost}`;
      })
      .join("; "),
  );
}

/** Overlap between tasks less that between halves of one, as a mean over maps. */
export function* measureProfiles(lab: MiguLab, layers: readonly LayerOverlap[]): Generator<LabEvent, void, void> {
  yield lab.measure("magnitudes-differ", mean(layers.map(({ within, between }) => between - within)));
  const clear = layers.filter(({ within, between }) => within - between > 0.1).length;
  yield lab.note(
    `${clear} of ${layers.length} maps overlap by 0.1 more within a task than between tasks; profiles of two tasks correlate by ${mean(layers.map(({ correlation }) => correlation)).toFixed(3)}`,
  );
}

/** What a step with MIGU is fed that a plain one is not. */
export function extraInputs(size: Settings["size"]): string[] {
  const fedOf = (maps: Maps): Set<string> => {
    const { scope, loss } = families.decoder.open(size, { batch, mode: "training", maps });
    const slopes = gradient(loss, scope.parameters.map(({ tensor }) => tensor)); // prettier-ignore
    const outputs = Object.fromEntries(slopes.map((slope, at) => [`gradient ${at}`, slope]));
    return new Set(compile({ outputs: { ...outputs, loss } }).inputs.map(({ name }) => name));
  };
  const [plain, own] = [fedOf({}), fedOf({ choice: largestOutputs })];
  return [...own].filter((name) => !plain.has(name));
}
