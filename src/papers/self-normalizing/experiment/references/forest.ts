/**
 * A random forest: each tree grows on rows drawn with replacement and looks at a few random columns at every split, for the cut that
 * lowers Gini's impurity most. The forest takes the class that most of its trees take. Breiman 2001.
 */
import type { Stream } from "#engine";
import type { Table } from "#lab/datasets/tabular/table";
import type { Predict } from "./index.ts";

type Tree =
  { readonly label: number } | { readonly column: number; readonly cut: number; readonly sides: readonly [Tree, Tree] };

interface Settings {
  readonly trees: number;
  /** Fewest rows of a leaf. */
  readonly leaf: number;
  readonly stream: Stream;
}

export function forest(train: Table, { trees, leaf, stream }: Settings): Predict {
  const grown = Array.from({ length: trees }, () => grow(train, stream.integers(train.rows, train.rows), leaf, stream));
  return ({ rows, columns, features }) =>
    Int32Array.from({ length: rows }, (_, row) => {
      const votes = new Int32Array(train.classes);
      for (const tree of grown) votes[ask(tree, features, row * columns)]++;
      return votes.indexOf(Math.max(...votes));
    });
}

function ask(tree: Tree, features: Float32Array, from: number): number {
  while (!("label" in tree)) tree = tree.sides[features[from + tree.column] <= tree.cut ? 0 : 1];
  return tree.label;
}

function grow(table: Table, rows: Int32Array, leaf: number, stream: Stream): Tree {
  const counts = countsOf(table, rows);
  const most = Math.max(...counts);
  const split = most === rows.length ? null : bestSplit(table, rows, counts, leaf, stream);
  if (split === null) return { label: counts.indexOf(most) };
  const { column, cut } = split;
  const isLeft = (row: number) => table.features[row * table.columns + column] <= cut;
  const sides = [rows.filter(isLeft), rows.filter((row) => !isLeft(row))].map((side) =>
    grow(table, side, leaf, stream),
  );
  return { column, cut, sides: sides as [Tree, Tree] };
}

function countsOf({ classes, labels }: Table, rows: Int32Array): number[] {
  const counts = Array<number>(classes).fill(0);
  for (const row of rows) counts[labels[row]]++;
  return counts;
}

/** Of sqrt(columns) random ones; null where no cut leaves enough rows on both sides. */
function bestSplit(table: Table, rows: Int32Array, counts: readonly number[], leaf: number, stream: Stream) {
  const { columns, features, labels } = table;
  let best: { column: number; cut: number; purity: number } | null = null;
  for (const column of stream.permutation(columns).subarray(0, Math.ceil(Math.sqrt(columns)))) {
    const value = (row: number) => features[row * columns + column];
    const order = rows.toSorted((a, b) => value(a) - value(b));
    const left = Array<number>(counts.length).fill(0);
    let [squaresLeft, squaresRight] = [0, counts.reduce((sum, count) => sum + count * count, 0)];
    for (let at = 1; at < order.length; at++) {
      const label = labels[order[at - 1]];
      // One row more on the left, one less on the right: the sums of squared counts follow.
      squaresLeft += 2 * left[label] + 1;
      squaresRight -= 2 * (counts[label] - left[label]) - 1;
      left[label]++;
      const [low, high] = [value(order[at - 1]), value(order[at])];
      if (low === high || at < leaf || order.length - at < leaf) continue;
      const purity = squaresLeft / at + squaresRight / (order.length - at);
      if (best === null || purity > best.purity) best = { column, cut: (low + high) / 2, purity };
    }
  }
  return best;
}
