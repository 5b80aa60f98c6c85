/** jax-js on its WASM backend (all it has in Node): one jitted function of forward, backward and Adam. */
import { defaultDevice, init, jit, lax, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";
import { serve } from "./serve.js";

await serve(async ({ model, rate, shape, parameters, batch }) => {
  await init("wasm");
  defaultDevice("wasm");
  const array = (values, dims) => np.array(values, { shape: dims });
  let P = Object.fromEntries(parameters.map(({ name, shape, values }) => [name, array(values.slice(), shape)]));
  // Arguments are owned by the function they are passed to: `.ref` keeps what is used again.
  const linear = (p, name, x) => {
    const y = np.matmul(x, p[`${name}/weight`].ref);
    return p[`${name}/bias`] ? y.add(p[`${name}/bias`].ref) : y;
  };
  const norm = (p, name, x) => nn.standardize(x, -1).mul(p[`${name}/gain`].ref).add(p[`${name}/bias`].ref);
  const gelu = (x) => nn.gelu(x, { approximate: false });
  const crossEntropy = (logits, hot) =>
    nn
      .logSoftmax(logits, -1)
      .mul(hot)
      .sum()
      .mul(-1 / batch.count);

  const gpt = (p, tokens, targets) => {
    const { batch: n, length: t, width: d, heads: h, layers, vocabulary } = shape;
    const mask = np.array(
      Float32Array.from({ length: t * t }, (_, i) => (i % t > Math.floor(i / t) ? -1e9 : 0)),
      { shape: [t, t] },
    );
    const split = (x) => np.transpose(x.reshape([n, t, h, d / h]), [0, 2, 1, 3]);
    let x = np.matmul(nn.oneHot(tokens, vocabulary), p.embedding.ref).reshape([n, t, d]).add(p.positions.ref);
    for (let i = 0; i < layers; i++) {
      const at = `block${i}/`;
      const y = norm(p, `${at}norm1`, x.ref);
      const [q, k, v] = ["query", "key", "value"].map((part) => split(linear(p, `${at}attention/${part}`, y.ref)));
      y.dispose();
      const scores = np.matmul(q, np.transpose(k, [0, 1, 3, 2])).mul((d / h) ** -0.5);
      const seen = np.matmul(nn.softmax(scores.add(mask.ref), -1), v);
      x = x.add(linear(p, `${at}attention/output`, np.transpose(seen, [0, 2, 1, 3]).reshape([n, t, d])));
      const hidden = linear(p, `${at}up`, norm(p, `${at}norm2`, x.ref));
      x = x.add(linear(p, `${at}down`, gelu(hidden)));
    }
    mask.dispose();
    const logits = linear(p, "head", norm(p, "norm", x)).reshape([n * t, vocabulary]);
    return crossEntropy(logits, nn.oneHot(targets, vocabulary));
  };

  const cnn = (p, image, label) => {
    const n = shape.batch;
    let x = image;
    for (let i = 0; i < 2; i++) {
      const out = p[`conv${i}/kernels`].shape[0];
      const side = x.shape[2] / 2;
      const y = lax.conv(x, p[`conv${i}/kernels`].ref, [1, 1], "SAME").add(p[`conv${i}/bias`].ref);
      x = np.max(nn.relu(y).reshape([n, out, side, 2, side, 2]), [3, 5]);
    }
    const logits = linear(p, "digits", nn.relu(linear(p, "hidden", x.reshape([n, -1]))));
    return crossEntropy(logits, nn.oneHot(label, 10));
  };

  const [loss, first, second] =
    model === "gpt"
      ? [gpt, np.array(batch.tokens.slice()), np.array(batch.targets.slice())]
      : [cnn, array(batch.image.slice(), [shape.batch, 1, 28, 28]), np.array(batch.label.slice())];
  batch.count = model === "gpt" ? batch.targets.length : batch.label.length;

  const update = jit((p, m, v, first, second, stride, eps) => {
    const [cost, gradients] = valueAndGrad(loss)(tree.ref(p), first, second);
    const next = [{}, {}, {}];
    for (const name of Object.keys(p)) {
      const g = gradients[name];
      next[1][name] = m[name].mul(0.9).add(g.ref.mul(0.1));
      next[2][name] = v[name].mul(0.999).add(np.square(g).mul(0.001));
      const size = np.sqrt(next[2][name].ref).add(eps.ref);
      next[0][name] = p[name].sub(next[1][name].ref.mul(stride.ref).div(size));
    }
    stride.dispose();
    eps.dispose();
    return [cost, ...next];
  });
  let m = Object.fromEntries(parameters.map(({ name, shape }) => [name, np.zeros(shape)]));
  let v = Object.fromEntries(parameters.map(({ name, shape }) => [name, np.zeros(shape)]));
  let steps = 0;
  return {
    facts: { version: "0.1.25 (wasm)", threads: 1 },
    step: async () => {
      steps++;
      const correction = Math.sqrt(1 - 0.999 ** steps);
      const stride = (rate * correction) / (1 - 0.9 ** steps);
      let cost;
      [cost, P, m, v] = update(P, m, v, first.ref, second.ref, np.array(stride), np.array(1e-8 * correction));
      const [value] = await cost.data();
      return value;
    },
  };
});
