/** How fast a norm layer is by mean absolute value and by root mean square: of bytes, by loops over whole numbers, and of floats, by ONNX Runtime. */
import { gradient, input, random } from "#engine";
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { inferenceArm, saving, shownEstimate, timedPart, timeRatio, twinOf, type TimedArm } from "#lab/measure/timing";
import { normalized, type DeviationNorm } from "../method.ts";
import { byMeanAbsolute, byRootMeanSquare, type IntegerNorm } from "./integer-norm.ts";
import type { Settings, ShiftQuantLab } from "./settings.ts";

const absolute = "mean absolute";
const square = "root mean square";

const width = 512;
/** Loops are short: each run takes so many. */
const repeats = 4;

export async function* normSpeedPart(
  lab: ShiftQuantLab,
  { layers: [[rows]], timingRounds: rounds }: Settings,
): AsyncGenerator<LabEvent, void, void> {
  const values = random(lab.seed)
    .stream("norm")
    .normal(rows * width);
  const bytes = Int8Array.from(values, (value) => Math.max(-127, Math.min(127, 40 * value)));
  const loop = (name: string, norm: IntegerNorm): TimedArm => ({
    name,
    open() {
      const y = new Int8Array(bytes.length);
      const run = () => {
        for (let repeat = 0; repeat < repeats; repeat++) norm(bytes, y, width);
        return Promise.resolve();
      };
      return Promise.resolve({ run, release: () => Promise.resolve() });
    },
  });
  const part = (from: number, to: number) => ({ ...withProgressRange(lab, from, to), threads: 1 });
  const plan = { baseline: square, rounds };
  const what = `a norm of ${rows} x ${width}`;
  const loops = [loop(absolute, byMeanAbsolute), loop(square, byRootMeanSquare)];
  const timings = yield* timedPart(part(0, 0.5), loops, { ...plan, runs: 8 }, `${what} bytes`);
  const more = (arm: string) => 100 * (1 / timeRatio(timings, arm, square).median - 1);
  yield lab.measure("l1-throughput", more(absolute), { twin: more(twinOf(square)) });
  const saved = shownEstimate(saving(timings, absolute, square));
  yield lab.note(
    `${what} bytes: ${saved} % of the time saved; the same norm twice: ${shownEstimate(saving(timings, twinOf(square), square))}`,
  );

  const graph = (name: string, by: DeviationNorm["by"]): TimedArm => {
    const [x, dy] = [input("x", [rows, width]), input("dy", [rows, width])];
    const { y } = normalized(x, [1], { by });
    const [dx] = gradient(y.mul(dy).sum(), [x]);
    return inferenceArm(name, { outputs: { y, dx }, feeds: { x: values, dy: values }, device: "cpu", threads: 1 });
  };
  const graphs = yield* timedPart(
    part(0.5, 1),
    [graph(absolute, absolute), graph(square, square)],
    plan,
    `${what} floats`,
  );
  yield lab.note(
    `${what} floats, with its backward pass, in ONNX Runtime: ${shownEstimate(saving(graphs, absolute, square))} % of the time saved`,
  );
}
