/** What somebody may have meant: the names nearest to a mistyped one. */

/** Edits (insert, delete, replace, swap of neighbours) that turn one text into the other. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(row[j - 1] + 1, last[j] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length];
}

/**
 * The candidates nearest to `wanted`, best first. A name that contains it (or whose title does) counts as near,
 * however long it is. Names further away than `worst` are left out: 0 is the name itself, 1 shares nothing with it.
 */
export function nearest<T>(
  wanted: string,
  candidates: readonly T[],
  namesOf: (candidate: T) => readonly string[],
  limit = 4,
  worst = 0.5,
): T[] {
  const normal = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .slice(0, 100);
  const target = normal(wanted);
  if (target.length < 2) return [];
  const score = (name: string) => {
    const other = normal(name);
    if (target.length >= 3 && other.includes(target)) return 0.2;
    const words = target.split("-").filter((word) => word.length > 3 && other.includes(word)).length;
    return editDistance(target, other) / Math.max(target.length, other.length) - words * 0.15;
  };
  return candidates
    .map((candidate) => ({ candidate, score: Math.min(...namesOf(candidate).map(score)) }))
    .filter(({ score }) => score <= worst)
    .sort((a, b) => a.score - b.score)
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}
