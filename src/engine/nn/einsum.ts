/** Einstein summation, lowered to transposes, reshapes and one batched matrix product per pair. */
import { fill, iota } from "../ops/leaf.ts";
import { show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

interface Labelled {
  readonly tensor: Tensor;
  readonly labels: string;
}

/** Keeps the diagonal of repeated labels: a mask and a sum, so that it differentiates. */
function withoutRepeats({ tensor, labels }: Labelled): Labelled {
  for (let second = 1; second < labels.length; second++) {
    const first = labels.indexOf(labels[second]);
    if (first === second) continue;
    const n = tensor.shape[first];
    const along = (axis: number) => iota(n).reshape(...tensor.shape.map((_, i) => (i === axis ? n : 1)));
    const diagonal = tensor.mul(along(first).equal(along(second)).cast(tensor.dtype)).sum(second, { keepDims: false });
    return withoutRepeats({ tensor: diagonal, labels: labels.slice(0, second) + labels.slice(second + 1) });
  }
  return { tensor, labels };
}

/** Sums the labels that nobody else needs. */
function withoutLonely({ tensor, labels }: Labelled, needed: string): Labelled {
  const lonely = [...labels].flatMap((label, axis) => (needed.includes(label) ? [] : [axis]));
  if (lonely.length === 0) return { tensor, labels };
  return {
    tensor: tensor.sum(lonely, { keepDims: false }),
    labels: [...labels].filter((label) => needed.includes(label)).join(""),
  };
}

const order = ({ tensor, labels }: Labelled, wanted: string): Tensor =>
  tensor.rank < 2 ? tensor : tensor.transpose(...[...wanted].map((label) => labels.indexOf(label)));

/** One matrix product: labels of both that stay are the batch, labels of both that go are summed. */
function contract(a: Labelled, b: Labelled, needed: string): Labelled {
  const shared = [...a.labels].filter((label) => b.labels.includes(label));
  const batch = shared.filter((label) => needed.includes(label)).join("");
  const inner = shared.filter((label) => !needed.includes(label)).join("");
  const only = (x: Labelled, y: Labelled) => [...x.labels].filter((label) => !y.labels.includes(label)).join("");
  const left = only(a, b);
  const right = only(b, a);
  const length = (label: string) =>
    a.labels.includes(label) ? a.tensor.shape[a.labels.indexOf(label)] : b.tensor.shape[b.labels.indexOf(label)];
  const size = (labels: string) => [...labels].reduce((n, label) => n * length(label), 1);
  const rows = order(a, batch + left + inner).reshape(size(batch), size(left), size(inner));
  const columns = order(b, batch + inner + right).reshape(size(batch), size(inner), size(right));
  const labels = batch + left + right;
  return { tensor: rows.matmul(columns).reshape(...[...labels].map(length)), labels };
}

/**
 * Einstein summation with an explicit result, such as "bqhd,bkhd->bhqk".
 * Labels are letters; a repeated label in one operand takes the diagonal; labels missing from the result are summed.
 */
export function einsum(equation: string, ...tensors: Tensor[]): Tensor {
  const parsed = /^([a-zA-Z]*(?:,[a-zA-Z]*)*)->([a-zA-Z]*)$/.exec(equation.replaceAll(" ", ""));
  if (!parsed) throw new SyntaxError(`einsum: cannot read "${equation}"; write it like "ij,jk->ik"`);
  const inputs = parsed[1].split(",");
  const result = parsed[2];
  if (inputs.length !== tensors.length)
    throw new RangeError(`einsum: "${equation}" needs ${inputs.length} tensors, got ${tensors.length}`);
  const lengths = new Map<string, number>();
  tensors.forEach((tensor, i) => {
    if (tensor.rank !== inputs[i].length)
      throw new RangeError(`einsum: "${inputs[i]}" does not name the axes of ${show(tensor.shape)}`);
    [...inputs[i]].forEach((label, axis) => {
      const known = lengths.get(label) ?? tensor.shape[axis];
      if (known !== tensor.shape[axis])
        throw new RangeError(`einsum: ${label} is ${known} and ${tensor.shape[axis]} in "${equation}"`);
      lengths.set(label, known);
    });
  });
  if (new Set(result).size !== result.length || [...result].some((label) => !lengths.has(label)))
    throw new SyntaxError(`einsum: the result "${result}" repeats a label or has one that no operand has`);

  let rest = tensors.map((tensor, i) => withoutRepeats({ tensor, labels: inputs[i] }));
  const neededBesides = (without: number) =>
    result +
    rest
      .filter((_, i) => i !== without)
      .map(({ labels }) => labels)
      .join("");
  rest = rest.map((operand, i) => withoutLonely(operand, neededBesides(i)));
  while (rest.length > 1) {
    const [a, b, ...others] = rest;
    rest = [contract(a, b, result + others.map(({ labels }) => labels).join("")), ...others];
  }
  const last = withoutLonely(rest[0] ?? { tensor: fill(1), labels: "" }, result);
  return order(last, result);
}
