/** One answer that is to be forgotten: what each of its words weighs, and how far it is gone after some updates. */
import { fill, gradient, input } from "#engine";
import { explore, inWords } from "#lab/kit/index";
import { openForward } from "#lab/measure/forward";
import { forgetLoss, likelihoodWeights } from "./method.ts";
import paper from "./paper.ts";

/** How sure a model is of each word before it forgets: names and fillers nearly so, the fact less. */
const answer = {
  Kadi: 0.93,
  Morelu: 0.97,
  was: 0.999,
  born: 0.995,
  in: 0.999,
  old: 0.98,
  Tabuno: 0.85,
  ".": 0.999,
};
const words = Object.keys(answer);
const shape = [1, words.length];
/** Of plain gradient descent on one number a word: the advantage of the true word over all others together. */
const learningRate = 24;

const pass = openForward(() => {
  const advantage = input("advantage", shape);
  const losses = advantage.neg().softplus(); // p = sigmoid(advantage), CE = -log p
  const mask = fill(1, shape);
  const exponents = { saturation: input("saturation", []), importance: input("importance", []) };
  const weights = likelihoodWeights(losses, exponents);
  return { weights, p: losses.neg().exp(), slope: gradient(forgetLoss(losses, weights, mask), [advantage])[0] };
});

export default explore(paper, {
  intro:
    "A model knows this answer by heart and is to forget it. Without weights (both exponents 0) every word goes down without end, and takes with it what else the model knows. Raise saturation, and words that are forgotten are left alone; raise importance, and words of which the model is certain are.",
  inputs: {
    saturation: { kind: "number", label: "Saturation, exponent of p", min: 0, max: 10, step: 0.5, default: 5 },
    importance: { kind: "number", label: "Importance, exponent of 1 - p", min: 0, max: 2, step: 0.1, default: 0.1 },
    updates: { kind: "number", label: "Updates", min: 0, max: 60, step: 2, default: 20 },
  },
  charts: {
    "Weight of each word": {
      x: { label: "Word", names: words },
      y: { label: "Weight" },
      mark: "dots",
      caption: "At the first update, and at the one you have come to.",
    },
    "Likelihood of each word": {
      x: { label: "Word", names: words },
      y: { label: "Likelihood" },
      mark: "dots",
      caption:
        "Below one half a word is no longer the model's first choice for certain; here that counts as forgotten.",
    },
  },
  async compute({ saturation, importance, updates }) {
    const { run } = await pass;
    const exponents = { saturation: Float32Array.of(saturation), importance: Float32Array.of(importance) };
    let advantage = Float32Array.from(Object.values(answer), (p) => Math.log(p / (1 - p)));
    const look = () => run({ advantage, ...exponents });
    const first = await look();
    for (let update = 0; update < updates; update++) {
      const { slope } = await look();
      advantage = advantage.map((value, at) => value - learningRate * slope[at]);
    }
    const last = await look();
    const points = Object.entries({ "first update": first, [`after ${updates}`]: last }).flatMap(([series, seen]) =>
      words.flatMap((_, at) => [
        { chart: "Weight of each word" as const, series, x: at + 1, y: seen.weights[at] },
        { chart: "Likelihood of each word" as const, series, x: at + 1, y: seen.p[at] },
      ]),
    );
    const forgotten = words.filter((_, at) => last.p[at] < 0.5);
    return {
      points,
      statement: `After ${updates} updates ${forgotten.length} of ${words.length} words are forgotten${forgotten.length > 0 ? ` (${forgotten.join(" ")})` : ""}. The fact, ${words[6]}, has a likelihood of ${inWords(last.p[6])}, the family name ${inWords(last.p[1])}, and the filler "was" ${inWords(last.p[2], 3)}.`,
    };
  },
});
