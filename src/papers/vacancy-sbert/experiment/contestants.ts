/** Every arm as something that ranks the normalized titles for an ad. */
import { compile, input, open, Scope, type Parameters, type Tensor, linear } from "#engine";
import { openEvaluator, type Evaluator } from "#lab/measure/evaluator";
import { openRanker, rankAmong } from "#lab/measure/retrieval";
import { textTrigrams, trigramIndex } from "#lab/text/trigrams";
import { queryVectors, skillText } from "../method.ts";
import type { TrainedArm } from "./arms.ts";
import type { Asked, Data } from "./data.ts";
import type { FastText } from "./fasttext.ts";
import { head, textVectors } from "./programs.ts";
import type { VacancyLab } from "./settings.ts";
import { lengths, width } from "./sizes.ts";

export interface Contestant {
  /** Rank of the right title of each ad. `alpha`: how much of the query is the ad's title; the rest is its skills. */
  ranks(asked: Asked, alpha: number): Promise<number[]>;
  /** Whether skills can be part of a query. */
  readonly readsSkills: boolean;
}

/** Vectors row after row, [texts, width]. */
interface Vectors {
  titles(texts: readonly string[]): Promise<Float32Array>;
  skills(lists: readonly (readonly string[])[]): Promise<Float32Array>;
}

export interface Contestants {
  trained(arm: TrainedArm, parameters: Parameters): Promise<Contestant>;
  fastText(model: FastText): Promise<Contestant>;
  trigrams(): Contestant;
  release(): Promise<void>;
}

const rows = 64;

/** Programs of one run, each compiled when it is first asked for. */
export async function openContestants(
  options: Pick<VacancyLab, "device" | "threads">,
  data: Pick<Data, "tokens" | "skills" | "candidates">,
): Promise<Contestants> {
  const { tokens, candidates } = data;
  const ranker = await openRanker({ candidates: candidates.length, width }, options);
  const sides = { titles: input("titles", [rows, width]), skills: input("skills", [rows, width]) };
  const mixing = await open(
    compile({ outputs: { queries: queryVectors(sides.titles, sides.skills, input("alpha", [])) }, name: "queries" }),
    options,
  );
  const opened = new Map<string, Promise<Evaluator>>();
  /** Some numbers for each text, made of f. */
  const reader = (
    name: string,
    length: number,
    build: (at: Scope, vectors: Tensor) => Tensor = (_, vectors) => vectors,
  ) => {
    const make = () => {
      const at = new Scope({ mode: "inference" });
      const vectors = textVectors(at, input("texts", [rows, length], "int32"), tokens.size);
      return openEvaluator({ values: build(at, vectors) }, { ...options, name });
    };
    const found = opened.get(name) ?? make();
    opened.set(name, found);
    return async (parameters: Parameters, texts: readonly string[]) => {
      const evaluator = await found;
      return inChunks(texts.length, async (from, to) => {
        const padded = new Int32Array(rows * length);
        padded.set(tokens.rows(texts.slice(from, to), length));
        return (await evaluator.run(parameters, { texts: padded })).values.data as Float32Array;
      });
    };
  };

  async function mixed(titles: Float32Array, skills: Float32Array, alpha: number): Promise<Float32Array> {
    return inChunks(titles.length / width, async (from, to) => {
      const part = (side: Float32Array) => {
        const padded = new Float32Array(rows * width);
        padded.set(side.subarray(from * width, to * width));
        return padded;
      };
      const feeds = { titles: part(titles), skills: part(skills), alpha: Float32Array.of(alpha) };
      return (await mixing.run(feeds)).queries.data as Float32Array;
    });
  }

  async function byVectors({ titles, skills }: Vectors): Promise<Contestant> {
    const all = await titles(candidates);
    const known = new Map<Asked, { titles: Float32Array; skills?: Float32Array }>();
    return {
      readsSkills: true,
      async ranks(asked, alpha) {
        const own = known.get(asked) ?? { titles: await titles(asked.map(({ title }) => title)) };
        known.set(asked, own);
        if (alpha < 1) own.skills ??= await skills(asked.map((ad) => ad.skills));
        const queries = alpha < 1 ? await mixed(own.titles, own.skills!, alpha) : own.titles;
        return ranker.rank(queries, all, answersOf(asked));
      },
    };
  }

  /** Of lists: means of the vectors of their skills, each at length 1. */
  const meansOf = (vectors: Float32Array) => {
    const placeOf = new Map(data.skills.map((skill, place) => [skill, place]));
    return (lists: readonly (readonly string[])[]) => {
      const means = new Float32Array(lists.length * width);
      for (const [row, list] of lists.entries())
        for (const skill of list) {
          const from = placeOf.get(skill)! * width;
          const own = vectors.subarray(from, from + width);
          const length = Math.hypot(...own);
          for (let at = 0; at < width; at++) means[row * width + at] += own[at] / (length * list.length);
        }
      return Promise.resolve(means);
    };
  };

  async function trained(arm: TrainedArm, parameters: Parameters): Promise<Contestant> {
    const plain = reader("titles", lengths.title);
    const lists = reader("lists", lengths.list);
    const vectors: Vectors = {
      titles: (texts) => plain(parameters, texts),
      skills: (some) => lists(parameters, some.map(skillText)),
    };
    switch (arm) {
      case "two heads": {
        const own = reader("titles, head", lengths.title, (at, vectors) => head(at, "title", vectors));
        const other = reader("lists, head", lengths.list, (at, vectors) => head(at, "skills", vectors));
        return byVectors({
          titles: (texts) => own(parameters, texts),
          skills: (some) => other(parameters, some.map(skillText)),
        });
      }
      case "skills one by one":
        return byVectors({
          ...vectors,
          skills: meansOf(await reader("skills", lengths.skill)(parameters, data.skills)),
        });
      case "JobBERT":
        return byVectors({ ...vectors, skills: meansOf(parameters.skills) });
      case "classifier": {
        const logits = reader("classes", lengths.title, (at, vectors) =>
          linear(at.scope("classes"), vectors, candidates.length),
        );
        return {
          readsSkills: false,
          async ranks(asked) {
            const scores = await logits(
              parameters,
              asked.map(({ title }) => title),
            );
            return asked.map(({ occupation }, row) =>
              rankAmong(scores.subarray(row * candidates.length, (row + 1) * candidates.length), occupation),
            );
          },
        };
      }
      default:
        return byVectors(vectors);
    }
  }

  return {
    trained,
    fastText: (model) => {
      const vectors = (texts: readonly string[]) => {
        const all = new Float32Array(texts.length * width);
        for (const [row, text] of texts.entries()) all.set(model.vector(text), row * width);
        return Promise.resolve(all);
      };
      return byVectors({ titles: vectors, skills: (lists) => vectors(lists.map(skillText)) });
    },
    trigrams() {
      const { scores } = trigramIndex(candidates, { trigrams: textTrigrams });
      return {
        readsSkills: false,
        ranks: (asked) => Promise.resolve(asked.map(({ title, occupation }) => rankAmong(scores(title), occupation))),
      };
    },
    async release() {
      await Promise.all([ranker.release(), mixing.release()]);
      for (const evaluator of opened.values()) await (await evaluator).release();
    },
  };
}

const answersOf = (asked: Asked) => asked.map(({ occupation }) => occupation);

/** Values of so many rows, made `rows` at a time; what stands behind the last is cut off. */
async function inChunks(
  count: number,
  valuesOf: (from: number, to: number) => Promise<Float32Array>,
): Promise<Float32Array> {
  const parts: Float32Array[] = [];
  for (let from = 0; from < count; from += rows) {
    const to = Math.min(count, from + rows);
    const values = await valuesOf(from, to);
    parts.push(values.slice(0, (values.length / rows) * (to - from)));
  }
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
