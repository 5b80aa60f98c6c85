/** What holds exactly or not at all: SWAN as an instance, Sinkhorn's iterates, and the bytes of the state. */
import { evaluate, input, optimizerBytes, random } from "#engine";
import type { CharacterText } from "#lab/datasets/moby-dick";
import type { LabEvent } from "#lab/kit/index";
import { languageModelLoss, modelOf } from "#lab/training/language-model/index";
import { armOf, roleOf } from "#lab/training/optimizers/index";
import { multiNormalized, rows, sinkhorn, spectral } from "../method.ts";
import { contestants } from "./arms.ts";
import { matrix, sinkhornIterates, swanByEigenvalues, type Matrix } from "./reference.ts";
import type { MultiNormLab, Settings } from "./settings.ts";

/** The shape of a layer of the bench, with fewer columns for the eigenvalues' sake. */
const [m, n] = [32, 88];

/** A Gaussian whose rows and columns have very different sizes, as gradients' do. */
function unevenGradient(seed: number): Float64Array {
  const stream = random(seed).stream("uneven gradient");
  const sizes = Array.from(stream.normal(m + n), (z) => Math.exp(z));
  return Float64Array.from(stream.normal(m * n), (z, at) => z * sizes[Math.floor(at / n)] * sizes[m + (at % n)]);
}

const farthest = (a: ArrayLike<number>, b: Matrix): number =>
  b.reduce((most, row, i) => row.reduce((most, value, j) => Math.max(most, Math.abs(a[i * n + j] - value)), most), 0);

export async function* identitiesPart(
  lab: MultiNormLab,
  { shape }: Settings,
  text: CharacterText,
): AsyncGenerator<LabEvent, void, void> {
  yield lab.progress(0, "identities");
  const gradient = unevenGradient(lab.seed);
  const { device, threads } = lab;

  // In single precision, as it is used; against eigenvalues in double precision.
  const x = input("x", [m, n]);
  const instance = await evaluate(
    multiNormalized(x, [rows, spectral()], 1),
    { x: Float32Array.from(gradient) },
    { device, threads },
  );
  yield lab.measure(
    "swan-is-instance",
    farthest(instance.data as Float32Array, swanByEigenvalues(matrix(Float32Array.from(gradient), n))),
  );

  const double = input("x", [m, n], "float64");
  let worst = 0;
  for (const rounds of [1, 2, 5]) {
    const found = await evaluate(sinkhorn(double, rounds).square(), { x: gradient }, { device: "cpu", threads });
    const squares = gradient.map((value) => value * value);
    worst = Math.max(worst, farthest(found.data as Float64Array, sinkhornIterates(matrix(squares, n), rounds)));
  }
  yield lab.measure("sinkhorn-link", worst);

  const specs = languageModelLoss(modelOf(armOf(contestants.sgd, null), { text, shape }), {
    batch: 1,
    mode: "training",
  }).scope.parameters;
  const bytes = (key: "adam" | "sinkgd", of = specs) => optimizerBytes(contestants[key].optimizer(1e-3, 1e-2), of);
  yield lab.measure("stateless-memory", bytes("sinkgd") / bytes("adam"), { exact: true });
  const hidden = specs.filter((spec) => roleOf(spec) === "hidden");
  yield lab.note(
    `bytes of state: SinkGD ${bytes("sinkgd")}, of them ${bytes("sinkgd", hidden)} for hidden matrices; Adam ${bytes("adam")}`,
  );
}
