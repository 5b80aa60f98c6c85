/** Which network an address belongs to: what a rate limit counts where nobody is signed in. */

/**
 * IPv4 addresses stand for themselves. Of IPv6 a household or a rented machine has at least a whole /64, so that single addresses
 * there would be no limit at all. An IPv4 address that is written as IPv6 ("::ffff:192.0.2.1") is the IPv4 address that it is.
 * What is no address stays what it is: one network of its own.
 */
export function networkOf(address: string): string {
  const text = address.trim().toLowerCase().replace(/%.*$/, "");
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/.exec(text)?.[1];
  if (mapped !== undefined) return mapped;
  const groups = groupsOf(text);
  if (groups === null) return text;
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) return dotted(groups[6], groups[7]);
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(":")}::/64`;
}

/** The eight groups of an IPv6 address; null for anything else. */
function groupsOf(text: string): number[] | null {
  const [head, tail, ...more] = text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, asGroups).split("::");
  if (!text.includes(":") || more.length > 0) return null;
  const [before, after] = [head, tail ?? ""].map((part) => (part === "" ? [] : part.split(":")));
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...before, ...Array<string>(missing).fill("0"), ...after];
  return groups.every((group) => /^[0-9a-f]{1,4}$/.test(group)) ? groups.map((group) => parseInt(group, 16)) : null;
}

/** The last 32 bits may be written as IPv4. */
const asGroups = (_: string, ...bytes: string[]): string => {
  const [a, b, c, d] = bytes.map(Number);
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
};

const dotted = (high: number, low: number): string => [high >> 8, high & 255, low >> 8, low & 255].join(".");
