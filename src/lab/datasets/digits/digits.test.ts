import { describe, expect, test } from "vitest";
import { random } from "#engine";
import { mnist } from "../mnist.ts";
import { canvases } from "./canvases.ts";
import { corrupted, corruptionNames, type Severity } from "./corruptions.ts";
import { distortedDigits } from "./distorted.ts";
import { affineWarp, gaussianBlur, thicker } from "./filters.ts";
import { pooledMnist, someDigits } from "./pooled.ts";
import { scattered } from "./scattered.ts";
import { balancedStream, dirichlet, skewedStream } from "./streams.ts";

const severities: readonly Severity[] = [1, 2, 3, 4, 5];
const stream = (name = "test") => random(1).stream(name);
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);

const whole = await mnist();
const small = pooledMnist(whole);

/** A dot in the middle of five by five pixels. */
const dot = Float32Array.from({ length: 25 }, (_, at) => Number(at === 12));

describe("pooled digits", () => {
  test("are means of four pixels, with the labels as they were", () => {
    const pixels = Uint8Array.of(0, 8, 1, 1, 4, 4, 1, 1, 255, 255, 0, 0, 255, 255, 0, 3);
    const digits = { count: 1, labels: Uint8Array.of(7), pixels };
    const four = pooledMnist({ train: digits, test: digits, rows: 4, columns: 4 });
    expect([...four.train.pixels]).toEqual([4, 1, 255, 1]);
    const { train, test: held, rows } = small;
    expect([rows, train.pixels.length, held.pixels.length]).toEqual([14, 12_000 * 196, 2_500 * 196]);
    expect(sum(held.pixels) / held.pixels.length).toBeCloseTo(sum(whole.test.pixels) / whole.test.pixels.length, 0);
    expect(() => pooledMnist({ train: digits, test: digits, rows: 3, columns: 4 })).toThrow("3 x 4 pixels");
  });

  test("can be taken from one place up to another", () => {
    const { test: held } = small;
    const some = someDigits(held, 10, 30);
    expect([some.count, some.labels[0], some.pixels[700]]).toEqual([20, held.labels[10], held.pixels[1960 + 700]]);
    expect(() => someDigits(held, 2_400, 2_600)).toThrow("no digits from 2400 to 2600 among 2500");
  });
});

describe("distorted digits", () => {
  const few = { ...small, train: someDigits(small.train, 0, 300), test: someDigits(small.test, 0, 300) };
  const distance = ({ pixels }: { pixels: Uint8Array }) =>
    sum(pixels.map((value, at) => Number(value !== few.test.pixels[at])));

  test("keep their labels and are the same for a seed, training and test each in its own way", () => {
    const spoiled = distortedDigits(few, { seed: 1, severest: 5 });
    expect(spoiled.test.labels).toEqual(few.test.labels);
    expect(distortedDigits(few, { seed: 1, severest: 5 })).toEqual(spoiled);
    expect(distortedDigits(few, { seed: 2, severest: 5 }).test.pixels).not.toEqual(spoiled.test.pixels);
    const twice = distortedDigits({ ...few, train: few.test }, { seed: 1, severest: 5 });
    expect(twice.train.pixels).not.toEqual(twice.test.pixels);
  });

  test("are nearly all moved, further where more severities are drawn", () => {
    const [mild, all] = ([1, 5] as const).map((severest) => distortedDigits(few, { seed: 1, severest }).test);
    expect(distance(mild)).toBeGreaterThan(0.1 * few.test.pixels.length);
    const squares = ({ pixels }: typeof mild) =>
      sum(Array.from(pixels, (value, at) => (value - few.test.pixels[at]) ** 2));
    expect(squares(all)).toBeGreaterThan(2 * squares(mild));
    const moved = Array.from({ length: few.test.count }, (_, image) =>
      all.pixels
        .subarray(196 * image, 196 * (image + 1))
        .some((value, at) => value !== few.test.pixels[196 * image + at]),
    );
    expect(moved.filter(Boolean).length).toBeGreaterThan(285);
  });
});

describe("corruptions", () => {
  const images = Float32Array.from(small.test.pixels.subarray(0, 100 * 196), (value) => value / 255);

  test.each(corruptionNames)(
    "%s moves an image further with each severity, within 0 to 1, the same for a seed",
    (name) => {
      const distances = severities.map((severity) => {
        const spoiled = corrupted(images, 14, name, severity, stream());
        expect(spoiled.every((value) => value >= 0 && value <= 1)).toBe(true);
        expect(corrupted(images, 14, name, severity, stream())).toEqual(spoiled);
        return sum(spoiled.map((value, at) => (value - images[at]) ** 2));
      });
      expect(distances[0]).toBeGreaterThan(0);
      expect(distances).toEqual(distances.toSorted((a, b) => a - b));
    },
  );

  test("are none at severity 0, and inversion is whole at severity 5", () => {
    expect(corrupted(images, 14, "blur", 0, stream())).toEqual(images);
    const inverted = corrupted(images, 14, "inversion", 5, stream());
    for (const at of [0, 100, 5000]) expect(inverted[at]).toBeCloseTo(1 - images[at], 6);
    expect(() => corrupted(images, 15, "blur", 1, stream())).toThrow("no images of 15 x 15");
  });

  test("blur keeps the ink and is symmetric, thickening spreads it to the eight neighbours", () => {
    const blurred = gaussianBlur(dot, 5, 0.5);
    expect(sum(blurred)).toBeCloseTo(1, 4);
    expect(blurred[7]).toBeCloseTo(blurred[17], 6);
    expect(blurred[11]).toBeCloseTo(blurred[13], 6);
    expect(sum(thicker(dot, 5, 1))).toBe(9);
    expect(sum(thicker(dot, 5, 0.5))).toBe(1 + 8 / 2);
    expect(sum(thicker(dot, 5, 2))).toBe(25);
  });

  test("a quarter turn moves what is above the middle to one side, and four of them do nothing", () => {
    const above = Float32Array.from({ length: 25 }, (_, at) => Number(at === 7));
    const turned = affineWarp(above, 5, { degrees: 90, shear: 0 });
    expect([turned[11], turned[13]].map(Math.round).sort()).toEqual([0, 1]);
    let around: Float32Array = above;
    for (let turn = 0; turn < 4; turn++) around = affineWarp(around, 5, { degrees: 90, shear: 0 });
    around.forEach((value, at) => expect(value).toBeCloseTo(above[at], 5));
  });
});

describe("streams", () => {
  const labels = Array.from({ length: 500 }, (_, at) => at % 10);
  const size = { batch: 16, batches: 60 };
  /** Share of a batch's most frequent class, on average. */
  const largestShare = (order: Int32Array) =>
    sum(
      Array.from({ length: size.batches }, (_, index) => {
        const counts = new Array<number>(10).fill(0);
        for (const place of order.subarray(16 * index, 16 * index + 16)) counts[labels[place]]++;
        return Math.max(...counts) / 16;
      }),
    ) / size.batches;

  test("a balanced one has every example once before any comes again", () => {
    const order = balancedStream(500, size, stream());
    expect(order.length).toBe(960);
    expect(new Set(order.subarray(0, 500)).size).toBe(500);
  });

  test("a skewed one has few classes in each batch, the fewer the lower the concentration", () => {
    const skewed = (concentration: number) => largestShare(skewedStream(labels, { ...size, concentration }, stream()));
    expect(skewed(0.1)).toBeGreaterThan(0.6);
    expect(skewed(0.1)).toBeGreaterThan(skewed(1) + 0.15);
    expect(skewed(1000)).toBeCloseTo(largestShare(balancedStream(500, size, stream())), 1);
    expect(() => skewed(0)).toThrow("concentration 0 is not above 0");
  });

  test("shares of a Dirichlet distribution have its mean and its variance", () => {
    for (const concentration of [0.1, 2]) {
      const source = stream(`dirichlet ${concentration}`);
      const first = Array.from({ length: 4000 }, () => {
        const shares = dirichlet(4, concentration, source);
        expect(sum(shares)).toBeCloseTo(1, 9);
        return shares[0];
      });
      const mean = sum(first) / first.length;
      expect(mean).toBeCloseTo(0.25, 1);
      const variance = sum(first.map((share) => (share - mean) ** 2)) / first.length;
      expect(variance / ((0.25 * 0.75) / (4 * concentration + 1))).toBeCloseTo(1, 0.5);
    }
  });
});

test("canvases hold two to four digits, whose ink has their class", () => {
  const { images, labels } = canvases(small.train, 40, stream());
  expect([images.length, labels.length]).toEqual([40 * 784, 40 * 784]);
  for (let canvas = 0; canvas < 40; canvas++) {
    const classes = new Set(labels.subarray(784 * canvas, 784 * canvas + 784));
    expect(classes.has(0)).toBe(true);
    expect(classes.size).toBeGreaterThanOrEqual(2);
    expect(classes.size).toBeLessThanOrEqual(5);
  }
  expect(images.every((value, at) => value >= 0.25 === labels[at] > 0)).toBe(true);
  expect(Math.max(...labels)).toBe(10);
});

describe("scattered digits", () => {
  const few = someDigits(small.test, 0, 5);
  test("stand in the middle of their canvas where nothing is asked for", () => {
    const plain = scattered(few, { side: 18, shift: 0, degrees: 0, noise: 0 }, stream());
    expect(sum(plain.pixels)).toBe(sum(few.pixels));
    expect([...plain.pixels.subarray(18 * 9 + 2, 18 * 9 + 16)]).toEqual([...few.pixels.subarray(14 * 7, 14 * 8)]);
    const cut = scattered(few, { side: 10, shift: 0, degrees: 0, noise: 0 }, stream());
    expect([...cut.pixels.subarray(0, 10)]).toEqual([...few.pixels.subarray(14 * 2 + 2, 14 * 2 + 12)]);
  });
  test("are moved, turned and spoiled, the same for a seed", () => {
    const scatter = { side: 18, shift: 2, degrees: 0, noise: 0 };
    const moved = scattered(few, scatter, stream());
    expect(sum(moved.pixels)).toBe(sum(few.pixels));
    expect(moved.pixels).not.toEqual(scattered(few, { ...scatter, shift: 0 }, stream()).pixels);
    expect(scattered(few, scatter, stream())).toEqual(moved);
    expect(scattered(few, scatter, stream("other")).pixels).not.toEqual(moved.pixels);
    const turned = scattered(few, { ...scatter, shift: 0, degrees: 20 }, stream());
    expect(Math.abs(sum(turned.pixels) / sum(few.pixels) - 1)).toBeLessThan(0.05);
    const empty = { count: 5, labels: few.labels, pixels: new Uint8Array(few.pixels.length) };
    const noise = scattered(empty, { ...scatter, noise: 0.2 }, stream());
    // Half of a normal density is cut away: its mean is 0.2 times 1 / sqrt(2 pi).
    expect(sum(noise.pixels) / noise.pixels.length / 255).toBeCloseTo(0.2 / Math.sqrt(2 * Math.PI), 2);
  });
});
