/** What a linear classifier reads from frozen vectors: multinomial logistic regression, judged on vectors that it was not made from. */
import { adam, compile, createTrainer, crossEntropy, input, linear, open, Scope, type Device } from "#engine";

/** Vectors row after row, and the class of each, from 0 on. */
export interface Labelled {
  readonly vectors: Float32Array;
  readonly classes: ArrayLike<number>;
}

export interface LinearProbe {
  /** Share of `held` that is classified right after a fit to `fit`, which has as many rows as the probe was opened for. */
  accuracy(fit: Labelled, held: Labelled): Promise<number>;
  release(): Promise<void>;
}

/** Full-batch steps of Adam: enough for the loss to settle on a few thousand standardized rows. */
const steps = 50;

/** A probe for tables of so many rows, both of them. Release it when done. */
export async function openLinearProbe(
  { rows, width, classes }: { rows: number; width: number; classes: number },
  options: { device?: Device; threads?: number } = {},
): Promise<LinearProbe> {
  const scope = new Scope();
  const logits = linear(scope, input("vectors", [rows, width]), classes);
  const loss = crossEntropy(logits, input("classes", [rows], "int32")).add(
    scope.parameters[0].tensor.square().mean().mul(1e-3),
  );
  const trainer = await createTrainer({ scope, loss, optimizer: adam({ learningRate: 0.1 }), seed: 1, ...options });
  const session = await open(compile({ outputs: { found: logits.argmax(1) }, name: "linear probe" }), options);
  return {
    async accuracy(fit, held) {
      const standard = standardize(fit.vectors, width);
      await trainer.restart();
      const feeds = { vectors: standard(fit.vectors), classes: Int32Array.from(fit.classes) };
      for (let step = 0; step < steps; step++) await trainer.step(feeds);
      const { found } = await session.run({ ...(await trainer.snapshot()), vectors: standard(held.vectors) });
      const right = Array.from(found.data, Number).filter((found, row) => found === held.classes[row]).length;
      return right / held.classes.length;
    },
    async release() {
      await Promise.all([trainer.release(), session.release()]);
    },
  };
}

/** To mean 0 and variance 1 by feature, as these rows have them. */
function standardize(vectors: Float32Array, width: number): (others: Float32Array) => Float32Array {
  const rows = vectors.length / width;
  const [mean, square] = [new Float64Array(width), new Float64Array(width)];
  for (const [at, value] of vectors.entries()) {
    mean[at % width] += value / rows;
    square[at % width] += value ** 2 / rows;
  }
  const scale = square.map((value, at) => 1 / Math.sqrt(Math.max(1e-12, value - mean[at] ** 2)));
  return (others) => others.map((value, at) => (value - mean[at % width]) * scale[at % width]);
}
