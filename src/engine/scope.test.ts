import { describe, expect, test } from "vitest";
import { initialize, input, normal, ones, Scope, zeros } from "./index.ts";

describe("a scope", () => {
  test("joins names by slashes", () => {
    const scope = new Scope();
    scope.scope("block0").scope("attention").parameter("weight", [2, 3], zeros);
    expect(scope.parameters.map(({ name }) => name)).toEqual(["block0/attention/weight"]);
  });

  test("ties parameters of one name, and refuses them with another shape", () => {
    const scope = new Scope();
    const table = scope.parameter("table", [4, 2], zeros);
    expect(scope.parameter("table", [4, 2], ones)).toBe(table);
    expect(() => scope.parameter("table", [2, 4], zeros)).toThrow(
      "table: shape [2,4] differs from [4,2], which it had before",
    );
    expect(scope.parameters).toHaveLength(1);
  });

  test("keeps parameters, states and noise apart", () => {
    const scope = new Scope();
    scope.state("x", [1], zeros);
    expect(() => scope.parameter("x", [1], zeros)).toThrow("x is already one of the states");
  });

  test("refuses to draw one noise twice, which would look random and be the same", () => {
    const scope = new Scope();
    scope.noise("mask", [2]);
    expect(() => scope.noise("mask", [2])).toThrow('noise "mask" is drawn already');
  });

  test("refuses a name that would not split", () => expect(() => new Scope().scope("a/")).toThrow('invalid name "a/"'));

  test("takes updates of state in training only", () => {
    for (const mode of ["training", "inference"] as const) {
      const scope = new Scope({ mode });
      scope.state("mean", [2], zeros).update(input("x", [2]));
      expect(scope.states[0].next === null).toBe(mode === "inference");
    }
  });

  test("refuses an update of another shape", () =>
    expect(() => new Scope().state("mean", [2], zeros).update(input("x", [3]))).toThrow(
      "mean: update is float32[3], the state float32[2]",
    ));
});

test("initial values depend on the seed and the full name, not on what else there is", () => {
  const small = new Scope();
  small.scope("a").parameter("w", [3], normal());
  const large = new Scope();
  large.parameter("before", [100], normal());
  large.scope("a").parameter("w", [3], normal());
  expect(initialize(large, 4)["a/w"]).toEqual(initialize(small, 4)["a/w"]);
  expect(initialize(small, 5)["a/w"]).not.toEqual(initialize(small, 4)["a/w"]);
});
