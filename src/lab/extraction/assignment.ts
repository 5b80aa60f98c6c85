/**
 * The assignment problem: one column for each row (or one row for each column, where they are fewer), at the least total cost.
 *
 * Shortest augmenting paths with potentials, O(n² m). Kuhn 1955; Jonker and Volgenant 1987.
 */

/** @param costs finite costs, rows of equal length. @returns pairs [row, column], by row; none for no rows or no columns. */
export function assign(costs: readonly (readonly number[])[]): [row: number, column: number][] {
  const [rows, columns] = [costs.length, costs[0]?.length ?? 0];
  if (rows > columns) {
    const flipped = Array.from({ length: columns }, (_, column) => costs.map((row) => row[column]));
    return assign(flipped)
      .map(([column, row]): [number, number] => [row, column])
      .sort(([a], [b]) => a - b);
  }
  // Rows and columns from 1; 0 is the start of every path. rowOf[column] is the row that has it, 0 where it is free.
  const rowPrice = new Array<number>(rows + 1).fill(0);
  const columnPrice = new Array<number>(columns + 1).fill(0);
  const rowOf = new Array<number>(columns + 1).fill(0);
  for (let row = 1; row <= rows; row++) {
    const cameFrom = new Array<number>(columns + 1).fill(0);
    const shortest = new Array<number>(columns + 1).fill(Infinity);
    const done = new Array<boolean>(columns + 1).fill(false);
    rowOf[0] = row;
    let column = 0;
    do {
      done[column] = true;
      const current = rowOf[column];
      let [step, next] = [Infinity, 0];
      for (let other = 1; other <= columns; other++) {
        if (done[other]) continue;
        const reduced = costs[current - 1][other - 1] - rowPrice[current] - columnPrice[other];
        if (reduced < shortest[other]) [shortest[other], cameFrom[other]] = [reduced, column];
        if (shortest[other] < step) [step, next] = [shortest[other], other];
      }
      for (let other = 0; other <= columns; other++)
        if (done[other]) {
          rowPrice[rowOf[other]] += step;
          columnPrice[other] -= step;
        } else shortest[other] -= step;
      column = next;
    } while (rowOf[column] !== 0);
    for (; column !== 0; column = cameFrom[column]) rowOf[column] = rowOf[cameFrom[column]];
  }
  return rowOf
    .map((row, column): [number, number] => [row - 1, column - 1])
    .slice(1)
    .filter(([row]) => row >= 0)
    .sort(([a], [b]) => a - b);
}
