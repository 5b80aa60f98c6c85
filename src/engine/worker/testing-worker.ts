/** A worker for the tests of the worker API: counts, trains a little, waits, crashes. */
import { adam, createTrainer, input, normal, Scope } from "../index.ts";
import { transfer, serveTasks } from "./serve.ts";

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

serveTasks({
  async count({ to }: { to: number }, { progress, signal }) {
    for (let i = 1; i <= to; i++) {
      signal.throwIfAborted();
      progress(i);
      await pause(5);
    }
    return to;
  },
  async train({ steps }: { steps: number }, { progress }) {
    const scope = new Scope();
    const weight = scope.parameter("weight", [8], normal());
    const trainer = await createTrainer({
      scope,
      loss: weight
        .sub(input("goal", [8]))
        .square()
        .sum(),
      optimizer: adam({ learningRate: 0.1 }),
    });
    for (let step = 0; step < steps; step++) progress((await trainer.step({ goal: new Float32Array(8).fill(1) })).loss);
    const result = trainer.parameters().weight;
    await trainer.release();
    return transfer({ weight: result }, [result.buffer as ArrayBuffer]);
  },
  handBack(bytes: Uint8Array) {
    return transfer(bytes, [bytes.buffer as ArrayBuffer]);
  },
  uncopyable() {
    return () => 1;
  },
  fail() {
    throw new RangeError("this task cannot");
  },
  crash() {
    process.exit(7);
  },
  stuck() {
    for (;;);
  },
});
