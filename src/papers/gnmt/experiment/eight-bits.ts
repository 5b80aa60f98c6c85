/** Inference in eight bits beside the same in floats: the loss of the same symbols, and the time of the same sentences. */
import { compile } from "#engine";
import { withProgressRange, type LabEvent, type Lab } from "#lab/kit/index";
import { openEvaluator, scalar } from "#lab/measure/evaluator";
import { inferenceArm, shownEstimate, timedPart, timeRatio, twinOf } from "#lab/measure/timing";
import { decode, encode } from "#lab/nn/recurrent/seq2seq";
import { translatorLoss, type TranslationModel } from "#lab/training/translation/index";
import { constrained, quantized } from "../method.ts";
import { modelOf, translatorArms } from "./arms.ts";
import { dataOf, type Corpus } from "./corpus.ts";
import type { GnmtLab, Settings } from "./settings.ts";
import type { Trained } from "./translate.ts";

export async function* eightBitsPart(
  lab: GnmtLab,
  { size, rounds }: Settings,
  { corpus, trained: { symbols, weights } }: { corpus: Corpus; trained: Trained },
): AsyncGenerator<LabEvent, void, void> {
  const { device, threads } = lab;
  const data = dataOf(corpus, symbols);
  const [test] = data.test!;
  const batch = test.source.length / data.longest.source;
  const ways = { floats: constrained(1), bytes: quantized(weights) } as const;
  const scoresOf = (way: keyof typeof ways) => {
    const model = modelOf(translatorArms.GNMT, size, { vocabulary: symbols.size, arithmetic: ways[way] });
    const said: TranslationModel = (at, source, given) => decode(at, given, encode(at, source, model), model).logits;
    const { nats, words } = translatorLoss(said, { batch, mode: "inference", data });
    return { nats, words };
  };
  const found = { floats: { nats: 0, words: 0 }, bytes: { nats: 0, words: 0 } };
  for (const way of ["floats", "bytes"] as const) {
    yield lab.progress(0, `scoring in ${way}`);
    const evaluator = await openEvaluator(scoresOf(way), { device, threads, name: way });
    const { nats, words } = await evaluator.run(weights, { ...test });
    found[way] = { nats: scalar(nats), words: scalar(words) };
    await evaluator.release();
  }
  yield lab.measure("quant-lossless", found.bytes.nats - found.floats.nats);
  yield lab.note(
    `next symbols right: ${(100 * found.floats.words).toFixed(2)} % in floats, ${(100 * found.bytes.words).toFixed(2)} % in bytes`,
  );
  const arms = (["floats", "bytes"] as const).map((name) => {
    const outputs = scoresOf(name);
    const own = compile({ outputs }).parameters.map(({ name }) => [name, weights[name]] as const);
    return inferenceArm(name, { outputs, feeds: { ...test }, parameters: Object.fromEntries(own), device, threads });
  });
  const timings = yield* timedPart(withProgressRange(lab as Lab, 0.3, 1), arms, { baseline: "floats", rounds }, "eight bits"); // prettier-ignore
  const faster = (name: string) => 1 / timeRatio(timings, name, "floats").median;
  yield lab.measure("quant-speed", faster("bytes"), { twin: faster(twinOf("floats")) });
  yield lab.note(`time in bytes: ${shownEstimate(timeRatio(timings, "bytes", "floats"), 3)} of the time in floats`);
}
