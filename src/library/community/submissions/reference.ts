/** What somebody means who names a paper in one line: an arXiv id, a DOI, or an address of the web. */
import { arxivId, normalizeDoi, webAddress } from "../../ingest/draft/identity.ts";

export interface Reference {
  readonly arxiv: string | null;
  readonly doi: string | null;
  readonly url: string | null;
}

/** Publishers put the DOI into the path, and words for a view of it behind. */
const doiInPath = /\/(10\.\d{4,9}(?:\.\d+)*\/[^?#]+)/;
const view =
  /(?:\/(?:full|abstract|abs|pdf|epdf|html|meta|fulltext|summary)|\.(?:full|abstract|pdf|html?)(?:\.pdf)?)\/?$/i;

/** null where it is none of them. At least one field of the answer is not null. */
export function readReference(text: string): Reference | null {
  const line = text.trim();
  const arxiv = arxivId(line);
  if (arxiv !== null) return { arxiv, doi: null, url: null };
  const doi = normalizeDoi(line);
  if (doi !== null) return { arxiv: null, doi, url: null };
  // People leave out the scheme; a word without a dot and a path is no address.
  const url = webAddress(line) ?? (/^[\w-]+(?:\.[\w-]+)+\/\S+$/.test(line) ? webAddress(`https://${line}`) : null);
  return url === null ? null : { arxiv: null, doi: doiOf(url), url };
}

function doiOf(address: string): string | null {
  const { pathname } = new URL(address);
  const path = doiInPath.exec(safelyDecoded(pathname));
  return path && normalizeDoi(path[1].replace(view, "").replace(/\/+$/, ""));
}

function safelyDecoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
