import { beforeAll, describe, expect, test } from "vitest";
import { compile, initialize, input, open, Scope, type Parameters } from "#engine";
import { beamSearch, type BeamDecoder, type BeamOptions, type Hypothesis, type Scoring } from "./beam-search.ts";
import { decode, encode, type Seq2Seq } from "./seq2seq.ts";
import { openTranslating, type Translating } from "./step-decoder.ts";

const plain: Scoring = { of: ({ logProbability }) => logProbability, best: (logProbability) => logProbability };
const end = 2;
const options = { start: 1, end, longest: 4, scorings: [plain] } as const;

describe("over a model of two symbols and an end", () => {
  const model: Seq2Seq = { vocabulary: 5, embedding: 3, units: 4, layers: 3 };
  const source = [3, 4, 4];
  const width = 64;
  let parameters: Parameters;
  let translating: Translating;
  /** Of translations of a length: log P by teacher forcing, and the coverage. */
  let forced: (symbols: readonly number[]) => Promise<{ logProbability: number; coverage: number[] }>;

  beforeAll(async () => {
    const scope = new Scope();
    const given = input("given", [1, options.longest], "int32");
    const read = encode(scope, input("source", [1, 5], "int32"), model);
    const { logits, attention } = decode(scope, given, read, model);
    // Weights of a model that was never trained would make all translations alike.
    parameters = Object.fromEntries(
      Object.entries(initialize(scope, 5)).map(([name, values]) => [name, values.map((value) => 3 * value)]),
    );
    translating = await openTranslating(model, { parameters, longest: 5, width, threads: 1 });
    const session = await open(compile({ outputs: { p: logits.logSoftmax(), attention } }), { parameters });
    forced = async (symbols) => {
      const given = new Int32Array(options.longest);
      given.set([options.start, ...symbols.slice(0, -1)]);
      const found = await session.run({ source: Int32Array.from([...source, 0, 0]), given });
      const p = symbols.map((symbol, at) => Number(found.p.data[at * model.vocabulary + symbol]));
      const coverage = source.map((_, place) =>
        symbols.reduce((sum, __, at) => sum + Number(found.attention.data[at * 5 + place]), 0),
      );
      return { logProbability: p.reduce((sum, value) => sum + value, 0), coverage };
    };
    return async () => {
      await session.release();
      await translating.release();
    };
  });

  const search = async (changes: Partial<BeamOptions>) =>
    beamSearch(await translating.of(source), { ...options, width, ...changes });

  test("a beam that holds everything is exhaustive search", async () => {
    const all: number[][] = [];
    const grow = (symbols: readonly number[]) => {
      all.push([...symbols, end]);
      if (symbols.length + 1 < options.longest) for (const symbol of [0, 1, 3, 4]) grow([...symbols, symbol]);
    };
    grow([]);
    const scores = await Promise.all(all.map(async (symbols) => ({ symbols, ...(await forced(symbols)) })));
    const [best] = scores.toSorted((a, b) => b.logProbability - a.logProbability);
    const [found] = (await search({})).hypotheses;
    expect(found.symbols).toEqual(best.symbols);
    expect(found.logProbability).toBeCloseTo(best.logProbability, 5);
  });

  test("a width of 1 is greedy: the likeliest symbol after each other", async () => {
    const { hypotheses, expanded, steps } = await search({ width: 1 });
    const decoder = await translating.of(source);
    const symbols: number[] = [];
    while (symbols.length < options.longest && symbols.at(-1) !== end) {
      const [{ logProbabilities }] = await decoder.step([symbols.at(-1) ?? options.start], [0]);
      symbols.push(logProbabilities.indexOf(Math.max(...logProbabilities)));
    }
    expect(hypotheses[0].symbols).toEqual(symbols);
    expect([expanded, steps]).toEqual([symbols.length, symbols.length]);
  });

  test("log P and coverage of what it returns are those of teacher forcing: states followed their rows", async () => {
    const { hypotheses } = await search({ width: 3, scorings: [{ of: () => 0, best: () => 1 }] });
    expect(hypotheses.length).toBeGreaterThan(1);
    for (const { symbols, logProbability, coverage } of hypotheses) {
      const wanted = await forced(symbols);
      expect(logProbability).toBeCloseTo(wanted.logProbability, 5);
      for (const [place, seen] of coverage.entries()) expect(seen).toBeCloseTo(wanted.coverage[place], 5);
    }
  });

  test("refuses a source for which there is no room", async () => {
    await expect(translating.of([3, 3, 3, 3, 3, 3])).rejects.toThrow("6 symbols, and there is room for 5");
  });
});

/** A decoder whose next symbol does not depend on anything: symbols 0, 1 and the end 2. */
const steady = (...probabilities: number[]): BeamDecoder => ({
  step: (read) =>
    Promise.resolve(
      read.map(() => ({
        logProbabilities: Float32Array.from(probabilities, Math.log),
        attention: Float32Array.of(1, 0),
      })),
    ),
});

describe("over symbols of 0.6, 0.3 and an end of 0.1", () => {
  const decoder = () => steady(0.6, 0.3, 0.1);
  const lengths = ({ hypotheses }: { hypotheses: readonly Hypothesis[] }) => hypotheses.map(({ symbols }) => symbols.length); // prettier-ignore

  test("the search ends as soon as nothing alive can be better", async () => {
    const { steps, hypotheses } = await beamSearch(decoder(), { ...options, longest: 20, width: 3 });
    // 0.1 ends at once; 0.6^n stays above it until n = 5.
    expect([steps, hypotheses[0].symbols]).toEqual([5, [2]]);
  });

  test("with a score that asks for length it goes on to the longest", async () => {
    const long: Scoring = { of: ({ symbols }) => symbols.length, best: (_, longest) => longest + 1 };
    const found = await beamSearch(steady(0.5, 0.1, 0.4), { ...options, longest: 7, width: 8, scorings: [long] });
    expect(found.steps).toBe(7);
    expect(lengths(found)[0]).toBe(7);
  });

  test("a margin drops unlikely symbols, and what ends far below the best", async () => {
    const all = await beamSearch(decoder(), {
      ...options,
      longest: 3,
      width: 9,
      scorings: [{ ...plain, best: () => 0 }],
    });
    // 0.1, 0.06, 0.036 and 0.03; the other ends of three symbols have no room.
    expect(lengths(all)).toEqual([1, 2, 3, 2]);
    const pruned = await beamSearch(decoder(), { ...options, longest: 3, width: 9, margin: 0.5, scorings: [{ ...plain, best: () => 0 }] }); // prettier-ignore
    // Only 0 lies within 0.5 of the likeliest, so that nothing ends.
    expect([pruned.expanded, pruned.hypotheses[0].symbols]).toEqual([3, [0, 0, 0]]);
    expect(all.expanded).toBeGreaterThan(pruned.expanded);
  });

  test("every step is shown with what lives and what ended in it", async () => {
    const seen: number[][] = [];
    await beamSearch(decoder(), {
      ...options,
      ...{ longest: 3, width: 3, scorings: [{ ...plain, best: () => 0 }] },
      onStep: ({ live, ended }) => seen.push([live.length, ended.length]),
    });
    expect(seen[0]).toEqual([2, 1]);
    expect(seen).toHaveLength(3);
  });
});
