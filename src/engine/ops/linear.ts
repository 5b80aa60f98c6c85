/** Matrix products. */
import { apply } from "../node.ts";
import { broadcastShapes, isFloat, show, type Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { unbroadcast } from "./binary.ts";
import { randomInput, type OpFamily } from "./definition.ts";

export interface LinearAttributes {
  /** `a` and `b` are read transposed (last two axes) where the flag says so: no transposed copy is made. */
  matmul: { readonly transposeA: boolean; readonly transposeB: boolean };
}

const swapped = (shape: Shape, swap: boolean): Shape =>
  swap ? [...shape.slice(0, -2), shape[shape.length - 1], shape[shape.length - 2]] : shape;

const plain = { transposeA: false, transposeB: false };

export const linears: OpFamily<LinearAttributes> = {
  matmul: {
    infer([a, b], { transposeA, transposeB }) {
      if (a.rank < 2 || b.rank < 2)
        throw new RangeError(`matmul: needs rank 2 or more, got ${show(a.shape)} x ${show(b.shape)}; unsqueeze first`);
      if (a.dtype !== b.dtype || !isFloat(a.dtype))
        throw new TypeError(`matmul: needs floats of one dtype, got ${a.dtype} and ${b.dtype}`);
      const left = swapped(a.shape, transposeA);
      const right = swapped(b.shape, transposeB);
      const [rows, inner] = left.slice(-2);
      const [innerB, columns] = right.slice(-2);
      if (inner !== innerB)
        throw new RangeError(`matmul: inner sizes differ: ${show(left)} x ${show(right)} (${inner} != ${innerB})`);
      const batch = broadcastShapes("matmul", left.slice(0, -2), right.slice(0, -2));
      return { shape: [...batch, rows, columns], dtype: a.dtype };
    },
    lower(builder, [a, b], { inputs, attributes: { transposeA, transposeB } }) {
      if (inputs[0].rank === 2 && inputs[1].rank === 2 && (transposeA || transposeB))
        return builder.add("Gemm", [a, b], { transA: Number(transposeA), transB: Number(transposeB) });
      const operand = (name: string, { rank }: Tensor, turn: boolean) =>
        turn ? builder.add("Transpose", [name], { perm: swapped([...Array(rank).keys()], true) }) : name;
      return builder.add("MatMul", [operand(a, inputs[0], transposeA), operand(b, inputs[1], transposeB)]);
    },
    vjp({ inputs: [a, b], cotangent: g, attributes: { transposeA, transposeB } }) {
      // y = A B with A = a or a', B = b or b'. dA = g B', dB = A' g, and the transposes of both where the input is read transposed.
      return [
        () => unbroadcast(transposeA ? product(b, g, transposeB, true) : product(g, b, false, !transposeB), a.shape),
        () => {
          // A weight shared by a batch of rows: one flat product instead of a batch of products and their sum.
          if (b.rank === 2 && a.rank > 2 && !transposeA) {
            const rows = a.reshape(-1, a.shape.at(-1)!);
            const gRows = g.reshape(-1, g.shape.at(-1)!);
            return transposeB ? product(gRows, rows, true, false) : product(rows, gRows, true, false);
          }
          // Reading the larger factor transposed is slow: (g' A)' instead of A' g where g is smaller.
          if (!transposeA && !transposeB && a.size > g.size)
            return unbroadcast(product(g, a, true, false).transpose(), b.shape);
          return unbroadcast(transposeB ? product(g, a, true, transposeA) : product(a, g, !transposeA, false), b.shape);
        },
      ];
    },
    samples: [
      { inputs: [randomInput([2, 3]), randomInput([3, 4])], attributes: plain },
      { inputs: [randomInput([3, 2]), randomInput([4, 3])], attributes: { transposeA: true, transposeB: true } },
      { inputs: [randomInput([2, 5, 3]), randomInput([3, 4])], attributes: plain },
      { inputs: [randomInput([2, 5, 3]), randomInput([4, 3])], attributes: { transposeA: false, transposeB: true } },
      {
        inputs: [randomInput([2, 1, 3, 2]), randomInput([3, 3, 4])],
        attributes: { transposeA: true, transposeB: false },
      },
      { inputs: [randomInput([2, 2, 3]), randomInput([2, 4, 3])], attributes: { transposeA: false, transposeB: true } },
    ],
  },
};

const product = (a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor =>
  apply("matmul", [a, b], { transposeA, transposeB });

/** Matrix product of the last two axes; leading axes broadcast. */
export const matmul = (a: Tensor, b: Tensor): Tensor => apply("matmul", [a, b], plain);
