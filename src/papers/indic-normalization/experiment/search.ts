/** A search that forgives slips: names as bags of three characters in a row, found by the cosine of the two bags. */

/** Bags of trigrams by text; the ends count, too. */
function bagOf(text: string): Map<string, number> {
  const bag = new Map<string, number>();
  const padded = `  ${text}  `;
  for (let at = 0; at + 3 <= padded.length; at++) {
    const gram = padded.slice(at, at + 3);
    bag.set(gram, (bag.get(gram) ?? 0) + 1);
  }
  return bag;
}

const lengthOf = (bag: ReadonlyMap<string, number>): number =>
  Math.sqrt([...bag.values()].reduce((sum, count) => sum + count ** 2, 0));

/** A function from a query to how likely the name at a place is found first: 1, or a share where several are as near. */
export function searcher(names: readonly string[]): (query: string, wanted: number) => number {
  const bags = names.map(bagOf);
  const lengths = bags.map(lengthOf);
  const places = new Map<string, [at: number, count: number][]>();
  bags.forEach((bag, at) => {
    for (const [gram, count] of bag) places.set(gram, [...(places.get(gram) ?? []), [at, count]]);
  });
  return (query, wanted) => {
    const scores = new Float64Array(names.length);
    for (const [gram, count] of bagOf(query))
      for (const [at, other] of places.get(gram) ?? []) scores[at] += (count * other) / lengths[at];
    const best = Math.max(...scores);
    if (best === 0 || scores[wanted] < best - 1e-9) return 0;
    return 1 / scores.filter((score) => score > best - 1e-9).length;
  };
}
