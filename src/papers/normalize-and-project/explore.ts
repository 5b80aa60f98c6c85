/** A direction that chases a target which keeps turning, with and without projection: how long it becomes, and how late it arrives. */
import { adam, gradient, input, sgd, type Optimizer, type Tensor } from "#engine";
import { explore, inWords } from "#lab/kit/index";
import { openForward } from "#lab/measure/forward";
import { mean } from "#lab/measure/statistics";
import { effectiveRate, normOf, projected } from "./method.ts";
import paper from "./paper.ts";

const [targets, size] = [10, [2]];
/** One step as tensors, from what it is fed under the given name: the next direction and the next state, and the angle's cosine before it. */
function stepOf(name: string, optimizer: Optimizer, target: Tensor): Record<string, Tensor> {
  const parameter = input(name, size);
  const cosine = parameter.mul(target).sum().div(normOf(parameter));
  const [slope] = gradient(cosine.neg().add(1), [parameter]);
  const spec = { name, shape: size, group: "", tensor: parameter, frozen: false, init: () => Float32Array.of(1, 0) };
  const slots = Object.entries(optimizer.init(spec)).map(
    ([slot, { shape }]) => [slot, input(`${name} ${slot}`, shape)] as const,
  );
  const given = { spec, parameter, gradient: slope, state: Object.fromEntries(slots) };
  const next = optimizer.update({ ...given, step: input("step", []), learningRate: input("rate", []) });
  const state = Object.entries(next.state).map(([slot, tensor]) => [`next ${name} ${slot}`, tensor]);
  return { ...Object.fromEntries(state), [`next ${name}`]: next.parameter, [`${name}: cosine`]: cosine };
}

export default explore(paper, {
  intro:
    "A net with normalization sees only the direction of its weights. Here a direction of two numbers chases a target that turns by a right angle again and again. Without projection every step makes the weights longer, and longer weights turn more slowly. Try a large rate: it is what makes them long.",
  inputs: {
    rate: { kind: "number", label: "Written rate", base: 2, min: -5, max: 1, step: 1, default: -1 },
    every: { kind: "number", label: "Steps to each target", min: 10, max: 50, step: 5, default: 25 },
    optimizer: { kind: "choice", label: "Steps", options: { sgd: "gradient descent", adam: "Adam" }, default: "sgd" },
  },
  charts: {
    "Effective rate": {
      x: { label: "Step" },
      y: { label: "Effective rate over that at the start", scale: "log" },
      caption: "The written rate is constant. Growing weights are a schedule that nobody wrote.",
    },
    "Angle to the target": {
      x: { label: "Step" },
      y: { label: "Angle", unit: "degrees" },
      caption: "Each peak is a new target. Without projection every descent takes longer than the one before.",
    },
  },
  async compute({ rate, every, optimizer }) {
    const inner = optimizer === "adam" ? adam() : sgd();
    const all = { "without projection": inner, "with projection": projected(inner, () => true) };
    const pass = await openForward(() =>
      Object.assign({}, ...Object.entries(all).map(([name, of]) => stepOf(name, of, input("target", size)))),
    );
    const points: { chart: "Effective rate" | "Angle to the target"; series: string; x: number; y: number }[] = [];
    let state: Record<string, Float32Array> = {};
    for (const [name, of] of Object.entries(all)) {
      state[name] = Float32Array.of(1, 0);
      for (const [slot, { shape }] of Object.entries(of.init({ name, shape: size, group: "" })))
        state[`${name} ${slot}`] = new Float32Array(shape[0] ?? 1);
    }
    for (let step = 0; step < targets * every; step++) {
      const angle = (Math.PI / 2) * (1 + Math.floor(step / every));
      const feeds = { target: Float32Array.of(Math.cos(angle), Math.sin(angle)), step: Float32Array.of(step + 1) };
      const found = await pass.run({ ...state, ...feeds, rate: Float32Array.of(rate) });
      for (const series of Object.keys(all)) {
        const degrees = (Math.acos(Math.min(1, Math.max(-1, found[`${series}: cosine`][0]))) * 180) / Math.PI;
        const left = effectiveRate(Math.hypot(...state[series]), optimizer === "adam" ? "scale-free" : "gradient");
        if (step % 2 === 0) points.push({ chart: "Angle to the target", series, x: step, y: degrees });
        if (step % 5 === 0) points.push({ chart: "Effective rate", series, x: step, y: left });
      }
      state = Object.fromEntries(Object.keys(state).map((name) => [name, Float32Array.from(found[`next ${name}`])]));
    }
    await pass.release();
    const lengths = Object.keys(all).map((name) => Math.hypot(...state[name]));
    const late = (name: string) => mean(points.flatMap(({ chart, series, x, y }) => (chart === "Angle to the target" && series === name && x >= (targets - 2) * every ? [y] : []))); // prettier-ignore
    const [free, held] = Object.keys(all).map((name) => inWords(late(name)));
    return {
      points,
      statement: `Without projection the weights become ${inWords(lengths[0])} times as long. On the way to the last two targets they are off by ${free} degrees on average, with projection by ${held}.`,
    };
  },
});
