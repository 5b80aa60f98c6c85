/** A rank in a worker of its own: opens models, takes steps of training with the others, and multiplies matrices to tell the peak. */
import { adamW, compile, input, open, random, serveTasks } from "#engine";
import { openUpdater, sharedCommunicator, soloCommunicator } from "#engine/parallel/index";
import { clipScale, gradientNorm, openSegments, pass, type Span } from "../method.ts";
import type { RankPlan, StepReport } from "./workers.ts";

interface Opened {
  run(): Promise<StepReport | void>;
  release(): Promise<void>;
}

const opened = new Map<number, Opened>();

/** A rank of a model in training, on one batch of made-up text. */
async function openRank({
  settings,
  rank,
  weights: initial,
  meeting,
  device,
}: Extract<RankPlan, { kind: "model" }>): Promise<Opened> {
  const communicator = meeting ? sharedCommunicator(meeting, rank) : soloCommunicator();
  const options = { device, threads: 1 };
  const segments = await openSegments(settings, { batch: settings.batch, size: communicator.size, ...options });
  let weights = initial;
  const own = Object.fromEntries(Object.entries(weights).map(([name, { length }]) => [name, [length]]));
  const updater = await openUpdater(own, adamW({ weightDecay: 0 }), options);
  const codes = (name: string) =>
    random(1)
      .stream(name)
      .integers(settings.batch * settings.context, settings.vocabulary);
  const data = { tokens: codes("tokens"), targets: codes("targets") };
  return {
    async run() {
      const spans: [Span, number, number][] = [];
      const { milliseconds, waiting } = communicator.stats;
      const onSpan = (span: Span, from: number, to: number) =>
        void spans.push([span, performance.timeOrigin + from, performance.timeOrigin + to]);
      const { loss, gradients } = await pass({ model: settings, segments, communicator, onSpan }, weights, data);
      const scale = clipScale(await gradientNorm(gradients, communicator), 1);
      weights = await updater.step(weights, gradients, { learningRate: 1e-4, scale });
      const { stats } = communicator;
      return { loss: loss!, sums: stats.milliseconds - milliseconds, waiting: stats.waiting - waiting, spans };
    },
    release: async () => void (await Promise.all([segments.release(), updater.release()])),
  };
}

/** A product of square matrices, so many times. */
async function openProduct({ side, times, device }: Extract<RankPlan, { kind: "product" }>): Promise<Opened> {
  const [a, b] = ["a", "b"].map((name) => input(name, [side, side]));
  const session = await open(compile({ outputs: { y: a.matmul(b) }, name: "product" }), { device, threads: 1 });
  const feeds = Object.fromEntries(
    ["a", "b"].map((name) => [
      name,
      random(1)
        .stream(name)
        .normal(side * side),
    ]),
  );
  return {
    async run() {
      for (let time = 0; time < times; time++) await session.run(feeds);
    },
    release: () => session.release(),
  };
}

serveTasks({
  async open({ id, plan }: { id: number; plan: RankPlan }) {
    opened.set(id, plan.kind === "model" ? await openRank(plan) : await openProduct(plan));
  },
  run: ({ id }: { id: number }) => opened.get(id)!.run(),
  async release({ id }: { id: number }) {
    await opened.get(id)?.release();
    opened.delete(id);
  },
});
