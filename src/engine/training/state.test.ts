import { describe, expect, test } from "vitest";
import { createTrainer, evaluate, input, ones, Scope, sgd, zeros, type NextState, type State } from "../index.ts";

/** loss = mean((x w)^2) with w = 1 at the start, so that dloss/dw = mean(2 x^2 w). */
function trainerWith(
  update: (follow: State, weight: ReturnType<Scope["parameter"]>) => NextState,
  maxGradNorm?: number,
) {
  const scope = new Scope();
  const weight = scope.parameter("weight", [1], ones);
  const follow = scope.state("follow", [1], zeros);
  follow.update(update(follow, weight));
  const loss = input("x", [2]).mul(weight).square().mean();
  return createTrainer({ scope, loss, optimizer: sgd({ learningRate: 0.1 }), maxGradNorm });
}
const batch = (...x: number[]) => ({ x: Float32Array.from(x) });

describe("a state", () => {
  test("can follow the gradient of a parameter, as it is before clipping", async () => {
    for (const maxGradNorm of [undefined, 0.001]) {
      const trainer = await trainerWith((follow, weight) => (of) => follow.value.mul(0.5).add(of(weight)), maxGradNorm);
      await trainer.step(batch(1, 3)); // 2 (1 + 9) / 2
      expect(trainer.parameters().follow[0]).toBeCloseTo(10, 4);
      await trainer.release();
    }
  });

  test("that follows a gradient is updated once per micro-batch, by that batch's gradient", async () => {
    const trainer = await trainerWith((follow, weight) => (of) => follow.value.mul(0.5).add(of(weight)));
    await trainer.step([batch(1, 3), batch(2, 2)]); // 10, then 10 / 2 + 8
    expect(trainer.parameters().follow[0]).toBeCloseTo(13, 4);
    await trainer.release();
  });

  test("refuses an update of another shape, and a gradient of something that is no parameter", async () => {
    await expect(trainerWith(() => (of) => of(input("x", [2])))).rejects.toThrow("is no parameter of this scope");
    await expect(trainerWith(() => () => input("x", [2]))).rejects.toThrow("follow: update is float32[2], the state");
  });

  test("keeps its value in inference mode, where nothing updates it", async () => {
    const scope = new Scope({ mode: "inference" });
    const follow = scope.state("follow", [1], ones);
    follow.update(() => {
      throw new Error("asked");
    });
    expect(scope.states[0].next).toBeNull();
    expect((await evaluate(follow.value, { follow: Float32Array.of(4) })).data[0]).toBe(4);
  });
});
