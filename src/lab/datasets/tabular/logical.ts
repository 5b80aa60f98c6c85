/** Tasks about signs and bits, in which no column says anything alone. */
import type { Suite } from "./suites.ts";

const places = (count: number) => Array.from({ length: count }, (_, at) => at);

/** Fields of a chess board, four by four. */
const checkerboard: Suite = {
  columns: 2,
  classes: 2,
  open: () => (row) => {
    const [x, y] = [row.uniform(0, 4), row.uniform(0, 4)];
    return [[x, y], (Math.floor(x) + Math.floor(y)) % 2];
  },
};

/** Whether an odd number of three bits is set; nine more say nothing. */
const parity: Suite = {
  columns: 12,
  classes: 2,
  open(task) {
    const asked = task.some(places(12), 3);
    return (row) => {
      const bits = places(12).map(() => row.below(2));
      return [bits, asked.reduce((sum, at) => sum + bits[at], 0) % 2];
    };
  },
};

/** Whether two columns have one sign; six more say nothing. */
const xor: Suite = {
  columns: 8,
  classes: 2,
  open(task) {
    const [a, b] = task.some(places(8), 2);
    return (row) => {
      const values = places(8).map(() => row.normal());
      return [values, Number(values[a] * values[b] > 0)];
    };
  },
};

export const logical = { checkerboard, parity, xor } as const satisfies Record<string, Suite>;
