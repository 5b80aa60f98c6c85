/** What the factor does to the learned function: how well it fits, how steep it is, and how much of it is low order. */
import { compile, input, open, Scope, type Parameters } from "#engine";
import { digitsAt, type Mnist } from "#lab/datasets/mnist";
import type { LabEvent } from "#lab/kit/index";
import { complexityAlong, perceptron, seriesTerms, tensors, towerClassifier } from "../method.ts";
import { modelOf, multipleArm, multipleName, width } from "./arms.ts";
import { learningRateOf } from "./rates.ts";
import type { ResidualDepthLab, Settings } from "./settings.ts";
import { openTower } from "./training.ts";

export const orders = ["first order", "second order", "all higher orders"] as const;

export async function* capacityPart(
  lab: ResidualDepthLab,
  { capacityDepth: depth, multiples, steps, digits }: Settings,
  data: Mnist,
): AsyncGenerator<LabEvent, void, void> {
  yield lab.progress(0, `capacity, ${depth} blocks: compiling`);
  const images = digitsAt(
    data.test,
    Array.from({ length: digits }, (_, at) => at),
  ).images;
  const gauge = await openGauge({ depth, digits, device: lab.device, threads: lab.threads });
  try {
    const complexities: number[] = [];
    for (const [index, c] of multiples.entries()) {
      const arm = multipleArm(c);
      const run = await openTower({
        model: modelOf(arm, depth),
        data,
        steps,
        learningRate: learningRateOf(multipleName(c)),
        ...{ seed: lab.seed, threads: lab.threads, device: lab.device },
      });
      try {
        const look = async (when: string) => {
          const { shares, complexity } = await gauge.measure(await run.trainer.snapshot(), images, arm.factor(depth));
          return { complexity, points: shares.map((x, at) => ({ series: `${c} / sqrt n, ${when}`, x, y: at + 1 })) };
        };
        const before = await look("at the start");
        let fitted = 0;
        let counted = 0;
        for await (const { step, loss, diverged } of run.train()) {
          if (diverged) yield lab.note(`capacity, ${multipleName(c)}: ${diverged}`);
          if (step > 0.9 * steps) [fitted, counted] = [fitted + loss, counted + 1];
          yield lab.progress((index + step / steps) / multiples.length, `capacity, ${multipleName(c)}: step ${step}`);
        }
        const after = await look("trained");
        for (const point of [...before.points, ...after.points]) yield lab.point("Orders of the series", point);
        const { nats } = await run.test();
        complexities.push(after.complexity);
        yield lab.point("Capacity", { series: "training", x: c, y: fitted / counted });
        yield lab.point("Capacity", { series: "test", x: c, y: nats });
        yield lab.point("Complexity", { series: "at the start", x: c, y: before.complexity });
        yield lab.point("Complexity", { series: "trained", x: c, y: after.complexity });
      } finally {
        await run.release();
      }
    }
    const ends = Math.max(complexities[0], complexities.at(-1)!);
    yield lab.measure("capacity-control", Math.max(...complexities.slice(1, -1)) / ends);
  } finally {
    await gauge.release();
  }
}

interface Gauge {
  /** Size of each order relative to the change that the tower makes of its input, and the geometric complexity. */
  measure(weights: Parameters, images: Float32Array, factor: number): Promise<{ shares: number[]; complexity: number }>;
  release(): Promise<void>;
}

/** Compiled once for every factor, which is fed. */
async function openGauge({
  depth,
  digits,
  device,
  threads,
}: { depth: number; digits: number } & Pick<ResidualDepthLab, "device" | "threads">): Promise<Gauge> {
  const scope = new Scope({ mode: "inference" });
  const [images, factor] = [input("images", [digits, 784]), input("factor", [1])];
  const direction = input("direction", [10]);
  const { logits, streams } = towerClassifier(scope, images, { depth, width, classes: 10, factor });
  const blocks = Array.from({ length: depth }, (_, index) => perceptron(scope.scope(`block ${index + 1}`), width));
  const { first, second } = seriesTerms(streams[0], blocks, tensors);
  const change = streams[depth].sub(streams[0]);
  const [one, two] = [first.mul(factor), second.mul(factor.square())];
  const size = (x: typeof one) => x.square().sum().sqrt();
  const shares = { one: size(one), two: size(two), rest: size(change.sub(one).sub(two)), whole: size(change) };
  const complexity = complexityAlong(logits, images, direction);
  const programs = [
    compile({ outputs: shares, name: "orders" }),
    compile({ outputs: { complexity }, name: "complexity" }),
  ];
  const sessions = await Promise.all(programs.map((program) => open(program, { device, threads })));
  const run = async (which: number, weights: Parameters, feeds: Parameters) => {
    const { inputs, parameters } = programs[which];
    const all = { ...weights, ...feeds };
    const results = await sessions[which].run(
      Object.fromEntries([...inputs, ...parameters].map(({ name }) => [name, all[name]])),
    );
    return (name: string) => Number(results[name].data[0]);
  };
  return {
    async measure(weights, images, factor) {
      const feeds = { images, factor: Float32Array.of(factor) };
      const of = await run(0, weights, feeds);
      let complexity = 0;
      for (let digit = 0; digit < 10; digit++) {
        const direction = Float32Array.from({ length: 10 }, (_, at) => Number(at === digit));
        complexity += (await run(1, weights, { ...feeds, direction }))("complexity");
      }
      return { complexity, shares: ["one", "two", "rest"].map((name) => of(name) / of("whole")) };
    },
    release: async () => void (await Promise.all(sessions.map((session) => session.release()))),
  };
}
