/** Swin's own attention: softmax over all tokens of a shifted window, with a learned table of positions. Liu et al. 2021, eq. 4. */
import { constant, normal, type Tensor } from "#engine";
import type { AttentionMix } from "#lab/nn/language-model/attention";
import type { Grid } from "#lab/nn/vision/tokens";
import { mergeWindows, partitionWindows, rollGrid, windowingOf, windowMask } from "#lab/nn/vision/windows";
import type { MixListener } from "../method.ts";

const never = 1e9;

/** softmax(q k / sqrt(d) + B) v in windows; B is read from a table [(2 side - 1)^2, heads] by how far two tokens are apart. */
export const learnedTable =
  ({ rows, columns }: Grid, window: number, onMix: MixListener = () => {}): AttentionMix =>
  (at, { queries, keys, values }, { site }) => {
    const windowing = windowingOf(rows, columns, window, site.block);
    const { side, shift } = windowing;
    const heads = queries.shape[1];
    const within = (x: Tensor) => partitionWindows(rollGrid(x, 2, -shift), side); // [B,H,windows,side*side,n]
    const grid = (x: Tensor) => x.reshape(...x.shape.slice(0, 2), rows, columns, x.shape[3]);
    const table = at.parameter("table", [(2 * side - 1) ** 2, heads], normal(0.02));
    const bias = table
      .gather(relativePlaces(side))
      .reshape(side ** 2, side ** 2, heads)
      .transpose(2, 0, 1)
      .unsqueeze(1);
    const mask = windowMask(rows, columns, windowing).sub(1).mul(never);
    const weights = within(grid(queries))
      .matmul(within(grid(keys)).transpose())
      .div(Math.sqrt(keys.shape[3]))
      .add(bias)
      .add(mask)
      .softmax();
    const mix = (given: Tensor) => rollGrid(mergeWindows(weights.matmul(within(given)), rows, columns), 2, shift);
    onMix(site.block, mix);
    return mix(grid(values)).reshape(...values.shape);
  };

/** int32 [side^4]: the row of the table for every pair of tokens of a window. */
function relativePlaces(side: number): Tensor {
  const area = side ** 2;
  const apart = (from: number, to: number) => from - to + side - 1;
  return constant(
    Int32Array.from({ length: area ** 2 }, (_, at) => {
      const [query, key] = [Math.floor(at / area), at % area];
      return apart(Math.floor(query / side), Math.floor(key / side)) * (2 * side - 1) + apart(query % side, key % side);
    }),
    { dtype: "int32" },
  );
}
