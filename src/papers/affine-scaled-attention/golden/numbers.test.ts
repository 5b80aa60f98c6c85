/** The method against its equations in numpy: make.py made numbers.json. */
import { expect, test } from "vitest";
import { attentionMask, constant, gradient, input } from "#engine";
import { registerMatchers } from "#engine/testing";
import { openEvaluator } from "#lab/measure/evaluator";
import { asFloats } from "#lab/nn/testing/norm-bench";
import { affineMix, affineRows, nextMean, scaleOf } from "../method.ts";
import golden from "./numbers.json";

registerMatchers(expect);

test.each(["keys", "visible"] as const)(
  "outputs, row sums and gradients are numpy's where N counts %s",
  async (keyCount) => {
    const { batch, time, heads, size } = golden;
    const [x, map] = [input("x", [batch, time, heads * size]), input("w", [heads * size, heads])];
    const [q, k, v] = ["q", "k", "v"].map((name) => input(name, [batch, heads, time, size]));
    const scale = scaleOf(x, map);
    const mean = constant(Float32Array.from(golden.mean));
    const scores = q
      .matmul(k.transpose())
      .div(Math.sqrt(size))
      .add(attentionMask(time, time, { causal: true }));
    const softmax = scores.softmax();
    const rows = affineRows(softmax, scale, mean.reshape(1, heads, 1, 1), { keyCount });
    const mixed = affineMix(softmax, v, scale, mean.reshape(1, heads, 1, 1), { keyCount });
    const dy = constant(Float32Array.from(golden.dy)).reshape(batch, heads, time, size);
    const partials = (y: typeof mixed) => gradient(y.mul(dy).sum(), [x, map, q, k, v]);
    const outputs = { scale, next: nextMean(mean, scale), sums: rows.sum(-1), y: rows.matmul(v), mixed };
    const named = (slopes: readonly (typeof mixed)[], suffix: string) =>
      Object.fromEntries(["dx", "dw", "dq", "dk", "dv"].map((name, at) => [name + suffix, slopes[at]]));
    const evaluator = await openEvaluator({
      ...outputs,
      ...named(partials(outputs.y), ""),
      ...named(partials(mixed), " mixed"),
    });
    const { x: xs, w, q: qs, k: ks, v: vs } = golden;
    const found = await evaluator.run({}, asFloats({ x: xs, w, q: qs, k: ks, v: vs }));
    await evaluator.release();
    const { y, sums, ...slopes } = golden[keyCount];
    const wanted = { scale: golden.scale, next: golden.next, sums, y, mixed: y, ...slopes };
    for (const [name, values] of Object.entries(wanted)) expect(found[name], name).toBeCloseToTensor(values);
    for (const [name, values] of Object.entries(slopes)) expect(found[`${name} mixed`], name).toBeCloseToTensor(values);
  },
);
