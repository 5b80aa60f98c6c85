import {
  adamW,
  compile,
  createTrainer,
  crossEntropy,
  input,
  layerNorm,
  linear,
  open,
  random,
  Scope,
  warmupCosine,
} from "#engine";
import { digitsAt, mnist } from "#lab/datasets/mnist";

/** 784 pixels -> 64 hidden units -> 10 digits. Every parameter is named by the scope it is made in. */
function classify(at: Scope, images: ReturnType<typeof input>) {
  const hidden = linear(at.scope("hidden"), images, 64).relu();
  return linear(at.scope("digits"), layerNorm(at.scope("norm"), hidden), 10);
}

// A tensor has a shape and no values: this only describes the work.
const batch = 100;
const scope = new Scope({ mode: "training" });
const logits = classify(scope, input("images", [batch, 784]));
const labels = input("labels", [batch], "int32");
const accuracy = logits.argmax(1).squeeze(1).equal(labels).cast("float32").mean();

// Forward, backward and update become one program; parameters and Adam's state stay with it between steps.
const trainer = await createTrainer({
  scope,
  loss: crossEntropy(logits, labels),
  metrics: { accuracy },
  optimizer: adamW(),
  seed: 1,
});
const { train, test } = await mnist();
const order = random(1).stream("order").permutation(train.count);
const learningRate = warmupCosine({ peak: 3e-3, warmup: 10, total: 120 });
for (let step = 0; step < 120; step++) {
  const { loss, accuracy } = await trainer.step(digitsAt(train, order.subarray(step * batch, (step + 1) * batch)), {
    learningRate: learningRate(step),
  });
  if (step % 40 === 39) console.log(`step ${step + 1}: loss ${loss.toFixed(2)}, accuracy ${accuracy.toFixed(2)}`);
}

// The same model for one image, as a file that any ONNX runtime opens; here, on digits it has never seen.
const single = classify(new Scope({ mode: "inference" }), input("image", [1, 784]));
const program = compile({ outputs: { digit: single.argmax(1) }, name: "digits" });
const parameters = trainer.parameters();
export const file = program.toOnnx({ parameters, doc: "Which digit is it? image: 28 x 28 pixels from 0 to 1." });

const session = await open(program, { parameters });
let right = 0;
for (let i = 0; i < 500; i++) {
  const { images, labels } = digitsAt(test, [i]);
  right += Number((await session.run({ image: images })).digit.data[0] === labels[0]);
}
export const share = right / 500;
await Promise.all([session.release(), trainer.release()]);
