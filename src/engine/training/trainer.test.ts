import { describe, expect, test } from "vitest";
import {
  adam,
  createTrainer,
  crossEntropy,
  input,
  random,
  Scope,
  xavierUniform,
  zeros,
  type Scope as ScopeType,
  type Tensor,
  type TrainerOptions,
} from "../index.ts";

const dense = (at: ScopeType, x: Tensor, width: number): Tensor =>
  x.matmul(at.parameter("weight", [x.shape.at(-1)!, width], xavierUniform)).add(at.parameter("bias", [width], zeros));

/** Two classes in four quadrants: no line parts them. */
function quadrants(seed: number, n = 64) {
  const x = random(seed)
    .stream("points")
    .normal(2 * n);
  return { x, label: Int32Array.from({ length: n }, (_, i) => Number(x[2 * i] * x[2 * i + 1] > 0)) };
}

function model(options: Partial<TrainerOptions> = {}) {
  const scope = new Scope();
  const hidden = dense(scope.scope("first"), input("x", [64, 2]), 16).tanh();
  const logits = dense(scope.scope("second"), hidden, 2);
  const label = input("label", [64], "int32");
  const accuracy = logits.argmax(1).squeeze(1).equal(label).cast("float32").mean();
  return createTrainer({
    scope,
    loss: crossEntropy(logits, label),
    metrics: { accuracy },
    optimizer: adam({ rate: 0.03 }),
    seed: 3,
    ...options,
  });
}

describe("a trainer", () => {
  test("learns what no line can part", async () => {
    const trainer = await model();
    let last = { loss: Infinity, accuracy: 0 };
    for (let step = 0; step < 200; step++) last = (await trainer.step(quadrants(step % 8))) as typeof last;
    expect(last.loss).toBeLessThan(0.2);
    expect(last.accuracy).toBeGreaterThan(0.9);
    expect(trainer.steps).toBe(200);
    await trainer.release();
  });

  test("makes the same bytes from the same seed, with one thread and with two", async () => {
    const run = async (threads: number) => {
      const trainer = await model({ threads });
      for (let step = 0; step < 5; step++) await trainer.step(quadrants(step));
      const parameters = trainer.parameters();
      await trainer.release();
      return parameters;
    };
    const once = await run(1);
    expect(await run(1)).toEqual(once);
    expect(await run(2)).toEqual(once);
  });
});
