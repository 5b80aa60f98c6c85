import { expect, test } from "vitest";
import { random } from "#engine";
import { packed, unpacked } from "./packed.ts";

test("weights come back as eight bits leave them: within half a step of the largest into each feature", () => {
  const weights = { "a/b": Float32Array.from(random(1).stream("weights").normal(300)) };
  const text = JSON.stringify(packed(weights, () => 3));
  const back = unpacked(JSON.parse(text) as ReturnType<typeof packed>)["a/b"];
  expect(back).toHaveLength(300);
  for (const [at, weight] of weights["a/b"].entries()) {
    const largest = Math.max(...weights["a/b"].filter((_, other) => other % 3 === at % 3).map(Math.abs));
    expect(Math.abs(back[at] - weight)).toBeLessThanOrEqual(largest / 254 + 1e-6);
  }
});
