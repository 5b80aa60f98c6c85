/**
 * A world in which skills are the only way to win: occupations with skills of their own, and titles of random tokens that have nothing in
 * common. Each occupation has a normalized title and a synonym, in ads apart, and a title that is in no ad.
 */
import { adamW, input, random, Scope, warmupCosine, type Parameters } from "#engine";
import { openEvaluator } from "#lab/measure/evaluator";
import { openRanker, recallAt } from "#lab/measure/retrieval";
import { encoder, pool, type Encoder } from "#lab/training/encoder/index";
import { openTraining } from "#lab/training/open-training";
import { drawSkills, queryVectors, siameseLoss } from "./method.ts";

const [occupations, skillsOfOne, titleTokens, width, batch] = [50, 6, 3, 32, 50];
const words = 300;
const firstSkill = 1 + words;
const model: Encoder = {
  ...{ vocabulary: firstSkill + occupations * skillsOfOne, context: skillsOfOne, depth: 1, heads: 2, expand: 2 },
  width,
};

const places = Array.from({ length: occupations }, (_, at) => at);
const titles = random(1)
  .stream("titles")
  .integers(3 * occupations * titleTokens, words)
  .map((word) => 1 + word);
/** Kind 0 is normalized, 1 the synonym, 2 in no ad. */
const titleOf = (occupation: number, kind: number) => {
  const row = kind * occupations + occupation;
  return Array.from(titles.subarray(row * titleTokens, (row + 1) * titleTokens));
};
const skillsOf = (occupation: number) =>
  Array.from({ length: skillsOfOne }, (_, at) => String(firstSkill + occupation * skillsOfOne + at));
const listRow = (skills: readonly string[]) =>
  Array.from({ length: skillsOfOne }, (_, at) => (skills[at] === undefined ? 0 : Number(skills[at])));

const vectors = (at: Scope, name: string, rows: number, length: number) => {
  const { layers, real } = encoder(at, input(name, [rows, length], "int32"), model);
  return pool(layers.at(-1)!, real);
};

export interface PlantedOptions {
  readonly steps?: number;
  /** Whether ads have the skills of other ads. */
  readonly shuffled?: boolean;
}

/** Trains f on the ads of the world. */
export async function learnPlanted({ steps = 120, shuffled = false }: PlantedOptions = {}): Promise<Parameters> {
  const ads = places.flatMap((occupation) => [0, 1].map((kind) => ({ occupation, kind })));
  const other = random(2).stream("skills of other ads").permutation(ads.length);
  const scope = new Scope({ mode: "training" });
  const loss = siameseLoss(vectors(scope, "titles", batch, titleTokens), vectors(scope, "lists", batch, skillsOfOne), {
    ...{ temperature: 0.1, identities: input("identities", [batch], "int32") },
  });
  const feeds = (step: number) => {
    const stream = random(3).stream(`step ${step}`);
    const drawn = stream.permutation(ads.length).subarray(0, batch);
    const skills = Array.from(drawn, (at) => skillsOf(ads[shuffled ? other[at] : at].occupation));
    return {
      identities: drawn,
      titles: Int32Array.from(Array.from(drawn, (at) => titleOf(ads[at].occupation, ads[at].kind)).flat()),
      lists: Int32Array.from(
        skills.flatMap((own) => listRow(drawSkills(stream, own, { kept: 0.8, most: skillsOfOne }))),
      ),
    };
  };
  const run = await openTraining(
    { scope, loss, feeds },
    {
      ...{ steps, seed: 1, threads: 1, optimizer: adamW() },
      learningRate: warmupCosine({ peak: 1e-2, warmup: 10, total: steps }),
    },
  );
  try {
    for await (const { diverged } of run.train()) if (diverged !== null) throw new Error(diverged);
    return await run.trainer.snapshot();
  } finally {
    await run.release();
  }
}

export interface Planted {
  /** Share of ads whose normalized title is found first, in percent, for each share of the title in the query. */
  found(kind: "synonym" | "new title", noise: number, alphas: readonly number[]): Promise<number[]>;
  release(): Promise<void>;
}

/** Asks what was learned. `noise`: the probability that a skill of the ad is one of any occupation. */
export async function openPlanted(parameters: Parameters): Promise<Planted> {
  const at = new Scope({ mode: "inference" });
  const [own, skills] = [
    vectors(at, "titles", occupations, titleTokens),
    vectors(at, "lists", occupations, skillsOfOne),
  ];
  const evaluator = await openEvaluator(
    { vectors: own, queries: queryVectors(own, skills, input("alpha", [])) },
    { threads: 1 },
  );
  const ranker = await openRanker({ candidates: occupations, width }, { threads: 1 });
  const rows = (kind: number) => Int32Array.from(places.flatMap((occupation) => titleOf(occupation, kind)));
  const ask = (kind: number, lists: Int32Array, alpha: number) =>
    evaluator.run(parameters, { titles: rows(kind), lists, alpha: Float32Array.of(alpha) });
  const clean = Int32Array.from(places.flatMap((occupation) => listRow(skillsOf(occupation))));
  const candidates = (await ask(0, clean, 1)).vectors.data as Float32Array;
  return {
    async found(kind, noise, alphas) {
      const stream = random(4).stream(`noise ${noise}`);
      const replaced = stream.bernoulli(clean.length, noise);
      const others = stream.integers(clean.length, occupations * skillsOfOne);
      const lists = clean.map((skill, place) => (replaced[place] === 1 ? firstSkill + others[place] : skill));
      const shares: number[] = [];
      for (const alpha of alphas) {
        const { queries } = await ask(kind === "synonym" ? 1 : 2, lists, alpha);
        shares.push(100 * recallAt(await ranker.rank(queries.data as Float32Array, candidates, places), 1));
      }
      return shares;
    },
    async release() {
      await Promise.all([evaluator.release(), ranker.release()]);
    },
  };
}
