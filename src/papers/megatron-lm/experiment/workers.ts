/** Two workers, each for one rank, and what can be timed on them. */
import { startWorker, TaskWorker, type Device, type Parameters } from "#engine";
import { endMeeting, sharedMeeting, type SharedMeeting } from "#engine/parallel/index";
import type { TimedArm } from "#lab/measure/timing";
import { partOf, shapesOf, type Span } from "../method.ts";
import { initialOf } from "./serial.ts";
import type { SplitSettings } from "./settings.ts";

export type RankPlan =
  | {
      readonly kind: "model";
      readonly settings: SplitSettings;
      readonly rank: number;
      /** The rank's own parameters at the start. */
      readonly weights: Parameters;
      /** Absent: the rank is alone. */
      readonly meeting?: SharedMeeting;
      readonly device: Device;
    }
  | { readonly kind: "product"; readonly side: number; readonly times: number; readonly device: Device };

/** What a worker tells of a step. */
export interface StepReport {
  readonly loss: number;
  /** Milliseconds inside of sums over the workers, and of these in which it only waited. */
  readonly sums: number;
  readonly waiting: number;
  /** What it did when, in milliseconds of the machine's clock. */
  readonly spans: readonly (readonly [span: Span, from: number, to: number])[];
}

const here = import.meta.url;

/** Vite finds a worker only where its address is written out; Node reads the module as it stands. */
const startRank = (): TaskWorker =>
  globalThis.process?.getBuiltinModule?.("node:worker_threads")
    ? startWorker(new URL("./rank-worker.ts", here))
    : new TaskWorker(new Worker(new URL("./rank-worker.ts", import.meta.url), { type: "module" }));

export interface Crew {
  /** Steps of a model on as many workers as plans are given, one plan each. */
  arm(name: string, plans: () => readonly RankPlan[], onReports?: (reports: readonly StepReport[]) => void): TimedArm;
  /** A plan of a whole model on one worker. */
  alone(settings: SplitSettings, device: Device): RankPlan;
  /** Plans of a model that is cut over both workers. */
  together(settings: SplitSettings, device: Device): RankPlan[];
  release(): void;
}

/** Drawn here: a worker need not know the whole model. */
const weightsOf = (settings: SplitSettings, rank: number, size: number): Parameters =>
  partOf(initialOf(settings, 1), shapesOf(settings), { rank, size });

export function openCrew(): Crew {
  const workers = [startRank(), startRank()];
  const meetings: SharedMeeting[] = [];
  let ids = 0;
  return {
    arm: (name, plans, onReports) => ({
      name,
      async open() {
        const id = ++ids;
        const own = plans();
        const all = <T>(task: string, inputOf: (rank: number) => object) =>
          Promise.all(own.map((_, rank) => workers[rank].run<T>(task, inputOf(rank))));
        await all("open", (rank) => ({ id, plan: own[rank] }));
        return {
          async run() {
            const reports = await all<StepReport>("run", () => ({ id }));
            onReports?.(reports);
          },
          release: async () => void (await all("release", () => ({ id }))),
        };
      },
    }),
    alone: (settings, device) => ({ kind: "model", settings, rank: 0, weights: weightsOf(settings, 0, 1), device }),
    together(settings, device) {
      const { batch, context, width } = settings;
      const meeting = sharedMeeting(workers.length, batch * context * width);
      meetings.push(meeting);
      return workers.map((_, rank) => ({
        kind: "model",
        settings,
        rank,
        weights: weightsOf(settings, rank, workers.length),
        meeting,
        device,
      }));
    },
    release() {
      meetings.forEach(endMeeting);
      workers.forEach((worker) => worker.terminate());
    },
  };
}
