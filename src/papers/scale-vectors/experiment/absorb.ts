/** Gains moved into the matrices they multiply, in a trained model: the same function with every such gain at 1. */
import type { Parameters } from "#engine";
import type { LanguageModel } from "#lab/training/language-model/index";
import type { ScaleVectors } from "../method.ts";

const readers = { attention: ["query", "key", "value"], "feed-forward": ["gate", "up"] } as const;
const writers = { attention: "output", "feed-forward": "down" } as const;

/**
 * Input gains go into the rows of W [inputs, outputs]. Output gains go into its columns, unless a normalization stands in
 * between: that one undoes any scale in front of it, so they stay where they are.
 */
export function absorbed(
  weights: Parameters,
  { depth }: Pick<LanguageModel, "depth">,
  { form, separate = false, behind }: ScaleVectors,
): Parameters {
  const out: Parameters = { ...weights };
  const take = (at: string): Float32Array | null => {
    const gain = gainAt(weights, at, form);
    for (const name of ["gain", "magnitude", "direction"])
      if (`${at}/${name}` in out) out[`${at}/${name}`] = out[`${at}/${name}`].map(() => 1);
    return gain;
  };
  const scaleRows = (matrix: string, gain: Float32Array | null) => {
    if (gain === null) return;
    const columns = out[matrix].length / gain.length;
    out[matrix] = out[matrix].map((value, at) => value * gain[Math.floor(at / columns)]);
  };
  const scaleColumns = (matrix: string, gain: Float32Array | null) => {
    if (gain !== null) out[matrix] = out[matrix].map((value, at) => value * gain[at % gain.length]);
  };
  for (let block = 1; block <= depth; block++)
    for (const sublayer of ["attention", "feed-forward"] as const) {
      const here = `block ${block}/${sublayer}`;
      const shared = separate ? null : take(`${here}/norm`);
      for (const map of readers[sublayer])
        scaleRows(`${here}/${map}/weight`, separate ? take(`${here}/${map}/before`) : shared);
      if (behind === "gain")
        for (const map of [...readers[sublayer], writers[sublayer]])
          scaleColumns(`${here}/${map}/weight`, take(`${here}/${map}/behind`));
    }
  scaleRows("head", take("final norm"));
  return out;
}

/** The gain that a scope's parameters stand for; null where there is none. */
export function gainAt(weights: Parameters, at: string, form: ScaleVectors["form"]): Float32Array | null {
  if (`${at}/gain` in weights) return weights[`${at}/gain`];
  const [magnitude, direction] = [weights[`${at}/magnitude`], weights[`${at}/direction`]];
  if (!magnitude || !direction) return null;
  const length = form === "unit" ? Math.sqrt(direction.reduce((sum, a) => sum + a * a, 0) / direction.length) : 1;
  return direction.map((value) => (value * magnitude[0]) / length);
}
