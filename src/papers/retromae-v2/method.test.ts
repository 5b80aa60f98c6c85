import { describe, expect, test } from "vitest";
import { constant, detach, gradient, input, random, type Scope, type Tensor } from "#engine";
import { checkGradient } from "#engine/testing";
import { forward, openForward } from "#lab/measure/forward";
import { wordLogits } from "#lab/nn/encoder/masked";
import type { Encoder } from "#lab/training/encoder/index";
import {
  bagFeeds,
  batchInputs,
  drawVisible,
  maskedFeeds,
  placesOf,
  rebuildFeeds,
  shares,
  tokenRows,
  writeBag,
} from "./draws.ts";
import golden from "./golden/numbers.json";
import {
  bagLoss,
  decoderStates,
  duplexLoss,
  duplexLosses,
  interleaved,
  seenValues,
  strongestWords,
  type Decoders,
} from "./method.ts";

const near = (got: readonly number[], wanted: readonly number[], digits = 5) => {
  expect(got).toHaveLength(wanted.length);
  got.forEach((value, at) => expect(value).toBeCloseTo(wanted[at], digits));
};
const sum = (values: Iterable<number>) => Array.from(values).reduce((total, value) => total + value, 0);

describe("what a row of the decoder reads", () => {
  const [queries, keys] = [
    [
      [1, 0],
      [0, 1],
      [1, 1],
    ],
    [
      [1, 2],
      [0, 1],
      [2, 0],
    ],
  ].map((rows) => constant([[rows]]));
  const read = async (visible: number[][]) =>
    (await forward(() => ({ read: seenValues(queries, keys, keys, constant([visible])) }))).read;
  test("is a mean of the others by hand, or the only row that it sees", async () => {
    const others = await read([
      [0, 1, 1],
      [1, 0, 1],
      [1, 1, 0],
    ]);
    near(others, [1.608859, 0.19557, 1.19557, 1.608859, 0.80443, 1.80443]);
    const single = await read([
      [0, 1, 0],
      [0, 0, 1],
      [1, 0, 0],
    ]);
    expect(single).toEqual([0, 1, 2, 0, 1, 2]);
  });
  test("is finite where it sees nothing", async () => {
    const none = [0, 0, 0];
    near((await read([none, none, none])).slice(0, 2), [1, 1], 4);
  });
});

describe("the decoder", () => {
  const model: Encoder = { vocabulary: 30, context: 6, depth: 1, width: 16, heads: 4 };
  const text = constant([Array.from({ length: 16 }, (_, at) => Math.sin(at + 1))]);
  const tokens = [1, 5, 6, 7, 8, 2];
  const visible = Array.from(
    drawVisible(random(3).stream("rows"), placesOf([[5], [6], [7], [8]]), { share: 0.5, length: 6 }),
  );
  const build = (at: Scope, ids: number[], seen: readonly number[]) => {
    const mask = constant(Float32Array.from(seen), { shape: [1, 6, 6] });
    return wordLogits(at, decoderStates(at, text, constant([ids], { dtype: "int32" }), mask, model), model);
  };
  const logitsOf = async (ids: number[], seen: readonly number[] = visible): Promise<number[][]> => {
    const { logits } = await forward((at) => ({ logits: build(at, ids, seen) }));
    return Array.from({ length: 6 }, (_, row) => logits.slice(row * 30, (row + 1) * 30));
  };
  test("leaks no word: a row is the same, to the bit, whatever stands where it does not see", async () => {
    const before = await logitsOf(tokens);
    for (const column of [1, 2, 3, 4]) {
      const after = await logitsOf(tokens.with(column, 20));
      for (let row = 0; row < 6; row++)
        if (column !== row && visible[row * 6 + column]) expect(after[row]).not.toEqual(before[row]);
        else expect(after[row]).toEqual(before[row]);
    }
  });
  test("reads every row on its own: alone with its mask it is the same", async () => {
    const together = await logitsOf(tokens);
    for (const row of [1, 3]) {
      const own = Array.from({ length: 6 }, () => visible.slice(row * 6, (row + 1) * 6)).flat();
      near((await logitsOf(tokens, own))[row], together[row]);
    }
  });
  test("that sees the vector alone knows no word of the text", async () => {
    const vector = Array.from({ length: 36 }, (_, at) => Number(at % 6 === 0));
    expect(await logitsOf(tokens, vector)).toEqual(await logitsOf([1, 9, 9, 10, 11, 2], vector));
  });
});

describe("the bag of words", () => {
  const padded = [9, 9, 9, 9, 9];
  const logits = [[7, 7, 7, 7, 7], [2, 0, 1, -1, 0.5], [0, 3, 1, 0, 0], padded];
  const real = constant([[[1], [1], [1], [0]]]);
  const weights = (kind: "distinct" | "count", codes = [1, 1, 2]) => {
    const bag = new Float32Array(5);
    writeBag(
      bag,
      codes.map((code) => [code]),
      kind,
    );
    return bag;
  };
  test("by hand: the strongest place of each word, CLS and padding left out, and its loss under four weightings", async () => {
    const { mu, logs, distinct, count, uniform, plain } = await forward(() => {
      const mu = strongestWords(constant([logits]), real);
      const loss = (bag: ArrayLike<number>) => bagLoss(mu, constant([Array.from(bag)]));
      return {
        ...{ mu, logs: mu.logSoftmax(), distinct: loss(weights("distinct")), count: loss(weights("count")) },
        ...{ uniform: loss([0, 0.5, 0.5, 0, 0]), plain: loss([0, 1, 1, 0, 0]) },
      };
    });
    near(mu, [2, 3, 1, 0, 0.5]);
    near(logs, [-1.491696, -0.491696, -2.491696, -3.491696, -2.991696]);
    near([...distinct, ...count, ...uniform, ...plain], [0.994464, 1.158363, 1.491696, 2.983392]);
  });
  test("pulls at the strongest places alone", async () => {
    const places = input("logits", [1, 4, 5]);
    const { slopes } = await forward(
      () => ({
        slopes: gradient(bagLoss(strongestWords(places, real), constant([[0, 0.25, 0.5, 0.25, 0]])), [places])[0],
      }),
      { weights: { logits: Float32Array.from(logits.with(2, [0, 3, 0.9, 0, 0]).flat()) } },
    );
    const pulled = slopes.map((slope, at) => (slope === 0 ? -1 : at)).filter((at) => at >= 0);
    expect(pulled).toEqual([5, 7, 9, 11, 13]);
  });
  test("has the slopes of central differences", () =>
    checkGradient(
      (z) =>
        bagLoss(
          strongestWords(z, constant([[[1], [1], [1]]]).cast("float64")),
          constant([[0.2, 0, 0.5, 0.1]]).cast("float64"),
        ),
      [[1, 3, 4]],
    ));
});

describe("against PyTorch", () => {
  const { vocabulary, context, width, depth, heads, expand, guessed, visible } = golden;
  const model: Encoder = { vocabulary, context, width, depth, heads, expand };
  /** The values that make.py gives to a parameter. */
  const valuesOf = (name: string, size: number) => {
    const phase = sum(Array.from(name, (letter) => letter.charCodeAt(0))) % 97;
    const middle = name.endsWith("gain") ? 1 : 0;
    return Float32Array.from({ length: size }, (_, k) => middle + 0.4 * Math.sin(0.7 * k + phase));
  };
  const bag = () => {
    const rows = new Float32Array(2 * vocabulary);
    for (const [row, tokens] of golden.tokens.entries())
      writeBag(
        rows.subarray(row * vocabulary, (row + 1) * vocabulary),
        tokens.filter((code) => code > 2).map((code) => [code]),
      );
    return rows;
  };
  const feeds = ({ rebuild, bag: asked }: Decoders) => {
    const places = new Int32Array(6);
    const [codes, weights] = [new Int32Array(6), new Float32Array(6)];
    for (const [at, [row, place]] of guessed.entries())
      [places[at], codes[at], weights[at]] = [row * context + place, golden.tokens[row][place], 1];
    const tokens = Int32Array.from(golden.tokens.flat());
    const rebuilt = Float32Array.from(tokens, (code) => Number(code > 2));
    return {
      ...{ shown: Int32Array.from(golden.shown.flat()), places, codes, weights },
      ...(rebuild && { tokens, visible: Float32Array.from(visible.flat(2)), rebuilt }),
      ...(asked && { bag: bag() }),
    };
  };
  const run = async (decoders: Decoders) => {
    let names: string[] = [];
    let sizes: number[] = [];
    const pass = await openForward((at) => {
      const losses = duplexLosses(at, batchInputs({ batch: 2, length: context }, vocabulary), model, decoders);
      names = at.parameters.map(({ name }) => name);
      sizes = at.parameters.map(({ tensor }) => tensor.size);
      const slopes = gradient(
        duplexLoss(losses),
        at.parameters.map(({ tensor }) => tensor),
      );
      const named = Object.entries<Tensor>({ ...losses }).map(([name, loss]) => [`loss ${name}`, loss] as const);
      return Object.fromEntries([...named, ...slopes.map((slope, at) => [`slope ${at}`, slope] as const)]);
    });
    const parameters = Object.fromEntries(names.map((name, at) => [name, valuesOf(name, sizes[at])]));
    const values = await pass.run({ ...parameters, ...feeds(decoders) });
    await pass.release();
    return { values, slopeOf: (name: string) => values[`slope ${names.indexOf(name)}`], names };
  };
  test("the three losses are the same, and so is the gradient of their sum at every parameter", async () => {
    const { values, slopeOf, names } = await run({ rebuild: {}, bag: true });
    for (const [name, wanted] of Object.entries(golden.losses)) near(values[`loss ${name}`], [wanted], 4);
    expect([...names].sort()).toEqual(Object.keys(golden.gradients).sort());
    for (const [name, wanted] of Object.entries(golden.gradients)) {
      const slope = slopeOf(name);
      const scale = Math.max(1, wanted[0]);
      const found = [
        Math.sqrt(sum(slope.map((value) => value ** 2))),
        sum(slope.map((value, k) => value * Math.cos(0.3 * k))),
      ];
      found.forEach((value, at) => expect(value / scale, name).toBeCloseTo(wanted[at] / scale, 4));
    }
  });
  test("each loss is there when it is asked for, and a cut vector learns nothing from the decoder", async () => {
    const mlm = await run({});
    expect(Object.keys(mlm.values).filter((name) => name.startsWith("loss"))).toEqual(["loss mlm"]);
    const cut = await run({ rebuild: { change: detach } });
    near(cut.values["loss rebuild"], [golden.losses.rebuild], 4);
    near(cut.slopeOf("block 1/attention/query/weight"), mlm.slopeOf("block 1/attention/query/weight"), 5);
    const whole = await run({ rebuild: {} });
    expect(whole.slopeOf("block 1/attention/query/weight")).not.toEqual(cut.slopeOf("block 1/attention/query/weight"));
  });
});

describe("what is drawn", () => {
  const codes = { cls: 1, separator: 2, mask: 3, first: 4, size: 60 };
  const text = Array.from({ length: 10 }, (_, at) => (at === 4 ? [14, 15] : [10 + at + Number(at > 4)]));
  test("hides three tokens in ten from the encoder and half from a row, whole words, no special, itself always", () => {
    const [stream, words, length] = [random(1).stream("rows"), placesOf(text), 13];
    let [hidden, rows] = [0, 0];
    while (rows < 20_000) {
      const visible = drawVisible(stream, words, { share: shares.decoder, length });
      for (let row = 0; row < length; row++, rows++) {
        const seen = visible.subarray(row * length, (row + 1) * length);
        if (seen[row] !== 0 || (row !== 0 && seen[0] !== 1) || (row !== 12 && seen[12] !== 1))
          throw new Error(`row ${row}`);
        if (row !== 5 && row !== 6 && seen[5] !== seen[6]) throw new Error("half a word");
        // CLS has no word of its own: what it does not see are the hidden ones, and itself.
        if (row === 0) hidden += (length - 1 - sum(seen)) * length;
      }
    }
    expect(hidden / rows / 12).toBeCloseTo(0.5, 2);
    const { places, codes: guessed, weights, shown } = maskedFeeds(stream, [text, text.slice(0, 3)], { length, codes });
    expect(sum(weights)).toBe(4 + 2);
    const tokens = tokenRows([text, text.slice(0, 3)], codes, length);
    for (const [at, weight] of weights.entries()) if (weight) expect(tokens[places[at]]).toBe(guessed[at]);
    expect([shown[0], shown[12], shown[13 + 4]]).toEqual([1, 2, 2]);
  });
  test("pads rows, and rebuilds words alone", () => {
    const short = text.slice(0, 2);
    const { tokens, visible, rebuilt } = rebuildFeeds(random(1).stream("rows"), [short], { length: 6, codes });
    expect(Array.from(tokens)).toEqual([1, 10, 11, 2, 0, 0]);
    expect(Array.from(rebuilt)).toEqual([0, 1, 1, 0, 0, 0]);
    expect(Array.from(visible.slice(0, 6)).slice(4)).toEqual([0, 0]);
    expect(sum(visible.slice(24))).toBe(0);
    expect(Array.from(tokenRows([text], codes, 6))).toEqual([1, 10, 11, 12, 13, 2]);
    expect(sum(bagFeeds([text], { length: 6, codes }).bag)).toBeCloseTo(1, 6);
  });
});

describe("at the start", () => {
  test("both decoders guess among all words: ln 4,096 each", async () => {
    const model: Encoder = { vocabulary: 4_096, context: 10, width: 16, depth: 2, heads: 2 };
    const codes = { cls: 1, separator: 2, mask: 3, first: 4, size: 4_096 };
    const stream = random(1).stream("texts");
    const texts = Array.from({ length: 4 }, () => Array.from(stream.integers(8, 4_000), (code) => [4 + code]));
    const drawing = { length: 10, codes };
    const pass = await openForward((at) => {
      const { mlm, rebuild } = duplexLosses(at, batchInputs({ batch: 4, length: 10 }, 4_096), model, { rebuild: {} });
      return { mlm, rebuild: rebuild! };
    });
    const { mlm, rebuild } = await pass.run({
      ...maskedFeeds(stream, texts, drawing),
      ...rebuildFeeds(stream, texts, drawing),
    });
    await pass.release();
    expect(Math.abs(mlm[0] - Math.log(4_096))).toBeLessThan(0.05);
    expect(Math.abs(rebuild[0] - Math.log(4_096))).toBeLessThan(0.05);
  });
});

test("half of every beginning of the joined vector is of either part", async () => {
  const [c, o] = [constant([[1, 2, 3, 4]]), constant([[5, 6, 7, 8]])];
  const { joined } = await forward(() => ({ joined: interleaved(c, o) }));
  expect(joined).toEqual([1, 5, 2, 6, 3, 7, 4, 8]);
});
