/** Small words: counts, sizes, lists, addresses. */

/** "1 author", "3 authors" */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString("en-GB").replaceAll(",", "\u202f")} ${number === 1 ? one : many}`;

/** Bytes in decimal units: "14.2 MB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const power = Math.min(3, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${["", "kB", "MB", "GB"][power]}`;
}

/** "a, b and c" */
export const listed = (items: readonly string[]): string =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;

/** A text as part of an address or file name: "|dL/dh| vs lag" -> "dl-dh-vs-lag". */
export const slugify = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "") || "chart";
