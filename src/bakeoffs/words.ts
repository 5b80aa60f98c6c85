/** Words of reports. */

/** "a, b and c"; a comma within a name would read as another name. */
export function listed(names: readonly string[]): string {
  const plain = names.map((name) => name.replace(", ", " "));
  return plain.length < 2 ? (plain[0] ?? "") : `${plain.slice(0, -1).join(", ")} and ${plain.at(-1)}`;
}

/** With a true sign. */
export const signed = (value: number, digits: number): string =>
  `${value < 0 ? "\u2212" : "+"}${Math.abs(value).toFixed(digits)}`;
