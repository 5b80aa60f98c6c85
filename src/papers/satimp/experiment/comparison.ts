/** Courses of forgetting side by side: the same people from the same weights, on the same batches. */
import type { Parameters } from "#engine";
import type { LabEvent } from "#lab/kit/index";
import { arms } from "./arms.ts";
import type { Exam } from "./model.ts";
import type { World } from "./people.ts";
import type { TunedCourse } from "./rates.ts";
import type { SatImpLab, Settings } from "./settings.ts";
import type { Division } from "./subjects.ts";
import { openForgetters, unlearn, type Moment } from "./unlearn.ts";

export interface Comparison extends Division {
  readonly world: World;
  readonly exam: Exam;
  /** Weights of the model that knows all. */
  readonly start: Parameters;
  /** What the reference, which never saw them, extracts of each forget set. */
  readonly targets: readonly number[];
}

export interface Course extends TunedCourse {
  readonly name: string;
  /** Of its batches. Default: the run's. */
  readonly seed?: number;
}

/** Of one course: a trajectory for each forget set, and the weights at the end of the last. */
export interface Result {
  readonly trajectories: readonly (readonly Moment[])[];
  readonly weights: Parameters;
}

export async function* compare(
  lab: SatImpLab,
  { world, exam, sets, watched, start }: Comparison,
  courses: readonly Course[],
  { unlearning: steps, every, size }: Pick<Settings, "unlearning" | "every" | "size">,
): AsyncGenerator<LabEvent, Map<string, Result>, void> {
  const results = new Map<string, Result>();
  const forgetters = openForgetters(lab, world, size);
  try {
    for (const [at, { name, arm, learningRate, lambda, seed = lab.seed }] of courses.entries()) {
      yield lab.progress(at / courses.length, `${name}: begins`);
      const trainer = await forgetters.of(arms[arm]);
      const trajectories: Moment[][] = [];
      for (const [index, { forget, keep }] of sets.entries()) {
        const moments: Moment[] = [];
        const forgetting = { forget, keep, watched, start, learningRate, steps, every, lambda };
        for await (const moment of unlearn({ trainer, arm: arms[arm], exam, seed }, forgetting)) {
          moments.push(moment);
          const done = (index + moment.step / steps) / sets.length;
          yield lab.progress((at + done) / courses.length, `${name}: set ${index + 1}, step ${moment.step}`);
        }
        if (moments.at(-1)!.step < steps) yield lab.note(`${name} diverged on set ${index + 1}`);
        trajectories.push(moments);
      }
      results.set(name, { trajectories, weights: await trainer.snapshot() });
    }
    return results;
  } finally {
    await forgetters.release();
  }
}
