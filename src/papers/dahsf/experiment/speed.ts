/** Time to parse a query: all layers of the forest, against one pass of the network, which takes one for every code that it writes. */
import { input, Scope } from "#engine";
import type { LabEvent } from "#lab/kit/index";
import { openEvaluator } from "#lab/measure/evaluator";
import { timedPart, timeRatio, twinOf, type TimedArm } from "#lab/measure/timing";
import { translator } from "#lab/training/translation/index";
import type { Labelled } from "../learn.ts";
import { digest, type Language } from "../query/digest.ts";
import { longest } from "./codes.ts";
import { today } from "./corpus.ts";
import type { Trained } from "./learning.ts";
import { shapeOf } from "./network.ts";
import type { DahsfLab } from "./settings.ts";

/** Queries of one measurement. */
const parsed = 16;

export async function* speedPart(
  lab: DahsfLab,
  language: Language,
  { width, weights, data }: Trained,
  tests: readonly Labelled[],
  rounds: number,
): AsyncGenerator<LabEvent, void, void> {
  const queries = tests.slice(0, parsed).map(({ query }) => query);
  const [{ source, given }] = data.test!;
  const rows = Array.from({ length: Math.min(parsed, queries.length) }, (_, row) => ({
    source: source.slice(row * longest.source, (row + 1) * longest.source),
    given: given.slice(row * longest.target, (row + 1) * longest.target),
  }));
  const network: TimedArm = {
    name: "network",
    async open() {
      const [source, given] = [
        input("source", [1, longest.source], "int32"),
        input("given", [1, longest.target], "int32"),
      ];
      const logits = translator(new Scope({ mode: "inference" }), source, given, shapeOf(width), data.vocabularies);
      const evaluator = await openEvaluator({ codes: logits.argmax(2) }, { device: lab.device, threads: lab.threads });
      return {
        async run() {
          for (const row of rows) await evaluator.run(weights, row);
        },
        release: () => evaluator.release(),
      };
    },
  };
  const forest: TimedArm = {
    name: "forest",
    open: async () => ({
      run: async () => queries.forEach((query) => digest(query, { today, language })),
      release: async () => undefined,
    }),
  };
  const timings = yield* timedPart(lab, [network, forest], { baseline: network.name, rounds, runs: 4 }, "a query");
  const twin = timeRatio(timings, twinOf(network.name), network.name).median;
  yield lab.measure("faster", timeRatio(timings, network.name, forest.name).median, { twin });
}
