/**
 * Mix-LN: Post-LN in the first blocks, Pre-LN in the rest. Li, Yin & Liu 2024, arXiv 2412.13795.
 *
 *   block l <= K (Post)    h = N1(x + Attn(x)),  y = N2(h + FFN(h))
 *   block l >  K (Pre)     h = x + Attn(N1(x)),  y = h + FFN(N2(h))
 *   logits                 W N(y_L): the final norm is there even behind a stack of Post-LN alone
 *
 * K = a L, a = 1/4. Two norms in each block either way, so that all shares have as many weights. No norm of the embedding, none at the border.
 */
import { mixedNorm } from "#lab/nn/language-model/placement";

export { mixedNorm };

/** K: how many of so many blocks are Post-LN. */
export const postBlocks = (depth: number, share = 1 / 4): number => Math.round(share * depth);

type Vector = Float64Array;

/** x / sqrt(mean(x²)) */
export function normalized(x: Vector): Vector {
  const size = rootMeanSquare(x);
  return x.map((value) => value / size);
}

const rootMeanSquare = (x: Vector) => Math.sqrt(x.reduce((sum, value) => sum + value ** 2, 0) / x.length);

/** A linear branch: its matrix, a row for each output. */
export type Branch = readonly (readonly number[] | Float32Array)[];

const times = (rows: Branch, x: Vector): Vector =>
  Float64Array.from(rows, (row) => x.reduce((sum, value, at) => sum + row[at] * value, 0));

/** What stands before each branch, and what the branch is handed; and what leaves the last one. */
interface Step {
  readonly post: boolean;
  readonly stream: Vector;
  readonly handed: Vector;
}

/** A stream through blocks of branches, the first `posts` blocks with the norm behind the sum, the others with it in front of the branch. */
export function mixedTower(
  start: Vector,
  blocks: readonly (readonly Branch[])[],
  posts: number,
): { steps: readonly (readonly Step[])[]; end: Vector } {
  let x = start;
  const steps = blocks.map((branches, index) => {
    const post = index < posts;
    return branches.map((branch) => {
      const step: Step = { post, stream: x, handed: post ? x : normalized(x) };
      const added = times(branch, step.handed);
      const sum = step.stream.map((value, at) => value + added[at]);
      x = post ? normalized(sum) : sum;
      return step;
    });
  });
  return { steps, end: x };
}

/** N'(x)' g: a cotangent sent back through the norm of x. */
function throughNorm(x: Vector, g: Vector): Vector {
  const size = rootMeanSquare(x);
  const along = g.reduce((sum, value, at) => sum + value * x[at], 0) / (x.length * size * size);
  return g.map((value, at) => (value - along * x[at]) / size);
}

/** Norm of the gradient by all matrices of each block, of a loss whose gradient by the end is `cotangent`. By a matrix it is |g| |handed|. */
export function towerGradients(
  start: Vector,
  blocks: readonly (readonly Branch[])[],
  posts: number,
  cotangent: Vector,
): number[] {
  const { steps } = mixedTower(start, blocks, posts);
  const squares = blocks.map(() => 0);
  let g = cotangent;
  for (let block = blocks.length - 1; block >= 0; block--)
    for (let at = blocks[block].length - 1; at >= 0; at--) {
      const { post, stream, handed } = steps[block][at];
      const branch = blocks[block][at];
      const sum = () => {
        const added = times(branch, handed);
        return stream.map((value, entry) => value + added[entry]);
      };
      const atSum = post ? throughNorm(sum(), g) : g;
      squares[block] += squared(atSum) * squared(handed);
      const back = Float64Array.from(handed, (_, column) =>
        branch.reduce((total, row, entry) => total + row[column] * atSum[entry], 0),
      );
      const through = post ? back : throughNorm(stream, back);
      g = atSum.map((value, entry) => value + through[entry]);
    }
  return squares.map(Math.sqrt);
}

const squared = (x: Vector) => x.reduce((sum, value) => sum + value ** 2, 0);
