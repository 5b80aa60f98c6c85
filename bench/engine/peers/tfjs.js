/** TensorFlow.js on its WASM backend, the fastest that installs without a download at install time. */
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { serve } from "./serve.js";

await serve(async ({ model, rate, shape, parameters, batch }) => {
  await tf.setBackend("wasm");
  await tf.ready();
  const P = Object.fromEntries(
    parameters.map(({ name, shape, values }) => [name, tf.variable(tf.tensor(values, shape), true, name)]),
  );
  const linear = (name, x) => {
    const [inner, outer] = P[`${name}/weight`].shape;
    const y = tf.matMul(x.reshape([-1, inner]), P[`${name}/weight`]);
    const z = P[`${name}/bias`] ? y.add(P[`${name}/bias`]) : y;
    return z.reshape([...x.shape.slice(0, -1), outer]);
  };
  const norm = (name, x) => {
    const { mean, variance } = tf.moments(x, -1, true);
    return x.sub(mean).mul(variance.add(1e-5).rsqrt()).mul(P[`${name}/gain`]).add(P[`${name}/bias`]);
  };
  const gelu = (x) => x.mul(0.5).mul(tf.erf(x.mul(Math.SQRT1_2)).add(1));
  // Kernels that the WASM backend lacks (gradients of gather and of convolution) are written as matrix products.
  const hot = (name, depth) => tf.cast(tf.oneHot(tf.tensor1d(batch[name], "int32"), depth), "float32");
  const crossEntropy = (logits, targets) => tf.logSoftmax(logits).mul(targets).sum().div(-logits.shape[0]);
  const fixed = {};

  const gpt = () => {
    const { batch: n, length: t, width: d, heads: h, layers, vocabulary } = shape;
    const split = (x) => tf.transpose(x.reshape([n, t, h, d / h]), [0, 2, 1, 3]);
    let x = tf.matMul(fixed.tokens, P.embedding).reshape([n, t, d]).add(P.positions);
    for (let i = 0; i < layers; i++) {
      const at = `block${i}/`;
      const y = norm(`${at}norm1`, x);
      const [q, k, v] = ["query", "key", "value"].map((part) => split(linear(`${at}attention/${part}`, y)));
      const scores = tf.matMul(q, k, false, true).mul((d / h) ** -0.5);
      const seen = tf.matMul(tf.softmax(scores.add(fixed.mask)), v);
      x = x.add(linear(`${at}attention/output`, tf.transpose(seen, [0, 2, 1, 3]).reshape([n, t, d])));
      x = x.add(linear(`${at}down`, gelu(linear(`${at}up`, norm(`${at}norm2`, x)))));
    }
    return crossEntropy(linear("head", norm("norm", x)).reshape([n * t, vocabulary]), fixed.targets);
  };

  const cnn = () => {
    const n = shape.batch;
    let x = fixed.image;
    for (let i = 0; i < 2; i++) {
      const [, height, width, channels] = x.shape;
      const out = P[`conv${i}/kernels`].shape[0];
      const padded = tf.pad(x, [
        [0, 0],
        [1, 1],
        [1, 1],
        [0, 0],
      ]);
      const taps = [...Array(9).keys()].map((tap) =>
        tf.slice(padded, [0, Math.floor(tap / 3), tap % 3, 0], [n, height, width, channels]),
      );
      const kernels = tf.transpose(P[`conv${i}/kernels`], [2, 3, 1, 0]).reshape([9 * channels, out]);
      const y = tf
        .matMul(tf.concat(taps, -1).reshape([-1, 9 * channels]), kernels)
        .add(P[`conv${i}/bias`].reshape([out]));
      x = tf.maxPool(tf.relu(y).reshape([n, height, width, out]), 2, 2, "valid");
    }
    const flat = tf.transpose(x, [0, 3, 1, 2]).reshape([n, -1]);
    return crossEntropy(linear("digits", tf.relu(linear("hidden", flat))), fixed.label);
  };

  if (model === "gpt") {
    const t = shape.length;
    fixed.tokens = hot("tokens", shape.vocabulary);
    fixed.targets = hot("targets", shape.vocabulary);
    fixed.mask = tf.tensor(
      Float32Array.from({ length: t * t }, (_, i) => (i % t > Math.floor(i / t) ? -1e9 : 0)),
      [t, t],
    );
  } else {
    fixed.image = tf.tensor(batch.image, [shape.batch, 28, 28, 1]);
    fixed.label = hot("label", 10);
  }
  const optimizer = tf.train.adam(rate, 0.9, 0.999, 1e-8);
  const loss = model === "gpt" ? gpt : cnn;
  return {
    facts: { version: `${tf.version_core} (${tf.getBackend()})`, threads: 1 },
    step: async () => {
      const cost = optimizer.minimize(loss, true);
      const [value] = await cost.data();
      cost.dispose();
      return value;
    },
  };
});
