/** What of a site is mirrored, and where each of it lies: lists, papers, runs, and what their pages are made with. */

const segment = "[A-Za-z0-9][A-Za-z0-9._~@+-]*";

/** Pages, which become a folder with an index.html. Lists go on page by page, by `?after=`. */
const pages = [
  /^\/$/,
  /^\/\d{4}-\d{2}-\d{2}$/,
  /^\/week\/\d{4}-W\d{2}$/,
  /^\/month\/\d{4}-\d{2}$/,
  /^\/(shelf|topics|trending|runs|about)$/,
  /^\/compare\/[a-z0-9-]+$/,
  new RegExp(`^/(topics|papers)/${segment}$`),
  /^\/runs\/[0-9a-f-]{36}$/,
];

/** Files, which stay what they are. */
const files = [
  /^\/favicon\.svg$/,
  new RegExp(`^/_app/immutable/(${segment}/)*${segment}\\.(css|woff2?|svg|png)$`),
  new RegExp(
    `^/papers/${segment}/(paper\\.(bib|ris|csl\\.json|md)|badge\\.svg|card\\.png|codecheck\\.yml|logbook\\.md|bundle\\.zip)$`,
  ),
];

/** The file of an address, from the folder of the mirror; null where it is no part of it. */
export function placeOf({ pathname, searchParams }: Pick<URL, "pathname" | "searchParams">): string | null {
  const path = pathname.length > 1 ? pathname.replace(/\/$/, "") : pathname;
  if (/\/\.+(\/|$)/.test(path)) return null;
  if (searchParams.size === 0 && files.some((file) => file.test(path))) return path.slice(1);
  const after = searchParams.get("after");
  const isPage =
    searchParams.size === 0 || (searchParams.size === 1 && after !== null && /^[\w~.:-]{1,100}$/.test(after));
  if (!isPage || !pages.some((page) => page.test(path))) return null;
  return [...path.split("/"), ...(after === null ? [] : ["after", after.replaceAll(":", "_")]), "index.html"]
    .filter(Boolean)
    .join("/");
}
