/** What results say of the claims. */
import { compile, gradient } from "#engine";
import type { LabEvent } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import { largestOutputs } from "../method.ts";
import type { ArmName } from "./arms.ts";
import { families, type Maps } from "./networks.ts";
import type { LayerOverlap, Positions } from "./profiles.ts";
import type { Results } from "./results.ts";
import { batch, type ClaimId, type MiguLab, type Settings } from "./settings.ts";

export const measured = [
  "gain-15-task",
  "beats-random-mask",
  "beats-smallest-mask",
  "forgets-less",
  "magnitudes-differ",
  "universal-decoder",
  "universal-encoder",
  "universal-encoder-decoder",
  "composes",
  "no-labels-no-replay",
] as const satisfies readonly ClaimId[];

/** One difference backs one claim: the smallest of several gains would lie below zero even where every one of them is zero. */
export function* measureArms(lab: MiguLab, { of }: Results): Generator<LabEvent, void, void> {
  const result = (name: ArmName) => of.get(name)!;
  /** In points of accuracy after the last task. */
  const gain = (name: ArmName, over: ArmName) => 100 * (result(name).end - result(over).end);
  yield lab.measure("gain-15-task", gain("adapters, MIGU", "adapters") / result("adapters").end);
  const random = [gain("MIGU", "random mask"), gain("adapters, MIGU", "adapters, random mask")];
  yield lab.measure("beats-random-mask", mean(random));
  yield lab.measure("beats-smallest-mask", gain("MIGU", "smallest outputs"));
  yield lab.measure("forgets-less", 100 * (result("MIGU").backward - result("plain").backward));
  yield lab.measure("universal-decoder", gain("MIGU", "plain"));
  yield lab.measure("universal-encoder", gain("encoder, MIGU", "encoder"));
  yield lab.measure("universal-encoder-decoder", gain("encoder-decoder, MIGU", "encoder-decoder"));
  yield lab.measure("composes", gain("replay, MIGU", "replay"));
  yield lab.note(
    `adapters gain ${gain("adapters, MIGU", "adapters").toFixed(1)} points; over random masks MIGU gains ${random.map((one) => one.toFixed(1)).join(" in full tuning and in adapters ")}; ` +
      `over one drawn anew in each step ${gain("MIGU", "random, anew").toFixed(1)}`,
  );
  const shown: readonly ArmName[] = ["plain", "MIGU", "random mask", "random, anew", "smallest outputs", "adapters", "adapters, MIGU"]; // prettier-ignore
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
const apart = (layers: readonly LayerOverlap[]): number => mean(layers.map(({ within, between }) => between - within));

export function* measureProfiles(
  lab: MiguLab,
  { text, all }: Readonly<Record<Positions, readonly LayerOverlap[]>>,
): Generator<LabEvent, void, void> {
  yield lab.measure("magnitudes-differ", apart(text));
  const clear = text.filter(({ within, between }) => within - between > 0.1).length;
  yield lab.note(
    `${clear} of ${text.length} maps overlap by 0.1 more within a task than between tasks; profiles of two tasks correlate by ${mean(text.map(({ correlation }) => correlation)).toFixed(3)}; with padding counted, as for the mask, the difference is ${apart(all).toFixed(3)}`,
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
