/** The encoder of the second generator: learns that names of one concept in any two languages belong together. */
import { adamW, input, random, Scope, warmupCosine, type Device, type Parameters } from "#engine";
import { locales } from "#lab/datasets/locale-names";
import { openEvaluator } from "#lab/measure/evaluator";
import { encoder, pool } from "#lab/training/encoder/index";
import { openTraining, type Training } from "#lab/training/open-training";
import { multiSimilarityLoss, type Vectors } from "../method.ts";
import type { Division } from "./names.ts";
import { aliasEncoder, aliasLength, characters } from "./sizes.ts";

export interface AliasTraining {
  readonly seed: number;
  readonly steps: number;
  /** Pairs of names of a step. */
  readonly pairs: number;
  readonly learningRate: number;
  readonly device?: Device;
  readonly threads?: number;
}

/** Vectors of `rows` names that are fed as "names". */
export const vectorsOf = (at: Scope, rows: number) => {
  const { layers, real } = encoder(at, input("names", [rows, aliasLength], "int32"), aliasEncoder);
  return pool(layers.at(-1)!, real);
};

/** Names of a step: two languages' of each of some concepts, one after the other, and the concepts as labels. */
export function aliasFeeds({ concepts, learned }: Division, { seed, pairs }: Pick<AliasTraining, "seed" | "pairs">) {
  return (step: number) => {
    const stream = random(seed).stream(`names of step ${step}`);
    const places = Array.from(stream.permutation(learned.length).subarray(0, pairs), (at) => learned[at]);
    const drawn = places.map((place) => {
      const known = locales.filter((locale) => concepts[place].names[locale] !== undefined);
      const order = stream.permutation(known.length);
      return [0, 1].map((at) => concepts[place].names[known[order[at % known.length]]]!);
    });
    return {
      names: characters.rows(
        [0, 1].flatMap((side) => drawn.map((pair) => pair[side])),
        aliasLength,
      ),
      labels: Int32Array.from([...places, ...places]),
    };
  };
}

/** Compiles its training. Release it when done. */
export function openAliasTraining(division: Division, options: AliasTraining): Promise<Training> {
  const { seed, steps, pairs, learningRate, device, threads } = options;
  const scope = new Scope({ mode: "training" });
  const loss = multiSimilarityLoss(vectorsOf(scope, 2 * pairs), input("labels", [2 * pairs], "int32"));
  return openTraining(
    { scope, loss, feeds: aliasFeeds(division, options) },
    {
      ...{ steps, seed, device, threads, optimizer: adamW({ weightDecay: 0.01 }) },
      learningRate: warmupCosine({ peak: learningRate, warmup: Math.ceil(steps / 10), total: steps }),
    },
  );
}

const rows = 64;

/** Vectors of texts with the given weights. */
export interface AliasVectors {
  of(texts: readonly string[]): Promise<Vectors>;
  release(): Promise<void>;
}

export async function openAliasVectors(
  parameters: Parameters,
  { device, threads }: Pick<AliasTraining, "device" | "threads">,
): Promise<AliasVectors> {
  const { width } = aliasEncoder;
  const evaluator = await openEvaluator(
    { vectors: vectorsOf(new Scope({ mode: "inference" }), rows) },
    { device, threads, name: "names" },
  );
  return {
    async of(texts) {
      const values = new Float32Array(texts.length * width);
      for (let from = 0; from < texts.length; from += rows) {
        const some = texts.slice(from, from + rows);
        const names = new Int32Array(rows * aliasLength);
        names.set(characters.rows(some, aliasLength));
        const { vectors } = await evaluator.run(parameters, { names });
        values.set((vectors.data as Float32Array).subarray(0, some.length * width), from * width);
      }
      return { values, width };
    },
    release: () => evaluator.release(),
  };
}
