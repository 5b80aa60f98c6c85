/** Where a form leads back to: a path of this site, whatever the form says. */

/** Stands for wherever the site is. */
const here = "http://here.invalid";

/** The path, query and fragment of `wanted` if that is an address of this site, else `fallback`: nobody is led elsewhere from here. */
export function localPath(wanted: unknown, fallback: string): string {
  // Browsers read a backslash as a slash, and drop tabs and line ends.
  if (typeof wanted !== "string" || !wanted.startsWith("/") || /[\\\p{Cc}]/u.test(wanted)) return fallback;
  if (!URL.canParse(wanted, here)) return fallback;
  const { origin, pathname, search, hash } = new URL(wanted, here);
  // "/a/..//b" has become "//b", which is another site.
  return origin === here && !pathname.startsWith("//") ? pathname + search + hash : fallback;
}
