/** When two records are the same paper: arXiv id without version, DOI, else title with year and first author. */
import { cleanLine } from "../text/clean.ts";
import { asciiLetters } from "../text/letters.ts";

/** Longer strings are no identifiers; nothing below looks at them. */
const LONGEST_ID = 512;
const LONGEST_URL = 2_048;

/** Archives of identifiers before April 2007 (arxiv.org/help/arxiv_identifier); a class may follow: math.GT. */
const OLD_ARCHIVES = new Set(
  (
    "acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat cs dg-ga " +
    "funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex nucl-th patt-sol physics plasm-ph " +
    "q-alg q-bio quant-ph solv-int supr-con"
  ).split(" "),
);

const NEW_ID = /^(\d{2})(\d{2})\.(\d{4,5})$/;
const OLD_ID = /^([a-z-]+)(?:\.[a-z-]+)?\/(\d{2})(\d{2})(\d{3})$/i;
/** What may stand before an id: schemes, resolvers, and the sites that address papers by arXiv id. */
const ARXIV_PREFIX =
  /^(?:https?:\/\/)?(?:[a-z]+\.)?(?:arxiv\.org|alphaxiv\.org|ar5iv\.org|ar5iv\.labs\.arxiv\.org)\/(?:abs|pdf|html|format|ps|e-print|src|overview)\/|^(?:https?:\/\/)?(?:www\.)?(?:huggingface\.co|hf\.co)\/papers\/|^(?:oai:)?arxiv\.org:|^(?:https?:\/\/)?(?:dx\.)?doi\.org\/10\.48550\/arxiv\.|^(?:doi:\s*)?10\.48550\/arxiv\.|^arxiv\s*:\s*|^abs\//i;

/**
 * The arXiv id in any of its forms, without version: "2401.00001", "hep-th/9901001"; null for anything else.
 * Takes ids, "arXiv:" and OAI names, abs, pdf and html addresses (also of the sites that mirror them), and DOIs under
 * 10.48550; a subject class is dropped from an old id, as arXiv does; a full stop after an address is not part of it.
 */
export function arxivId(text: string | null | undefined): string | null {
  if (!text || text.length > LONGEST_ID) return null;
  let id = text.trim().replace(/[?#].*$/s, "");
  for (let prefixes = 0; prefixes < 3; prefixes++) id = id.replace(ARXIV_PREFIX, "");
  id = id
    .replace(/\s*\[[a-z-]+(?:\.[a-z-]+)?\]$/i, "")
    .replace(/[\s.,;:)\]/]+$/, "")
    .replace(/\.(?:pdf|ps|ps\.gz)$/i, "")
    .replace(/v\d{1,4}$/i, "");

  const recent = NEW_ID.exec(id);
  if (recent) {
    const [, year, month, number] = recent as unknown as [string, string, string, string];
    const digits = `${year}${month}` >= "1501" ? 5 : 4;
    return isMonth(month) && `${year}${month}` >= "0704" && number.length === digits && Number(number) > 0 ? id : null;
  }
  const old = OLD_ID.exec(id);
  if (old) {
    const [, archive, year, month, number] = old as unknown as [string, string, string, string, string];
    const inTime = `${year}${month}` >= "9107" || `${year}${month}` <= "0703";
    const known = OLD_ARCHIVES.has(archive.toLowerCase());
    return known && isMonth(month) && inTime ? `${archive.toLowerCase()}/${year}${month}${number}` : null;
  }
  return null;
}

/** The version that an id names: 3 of "2401.00001v3" and its addresses; null where it names none. */
export function arxivVersion(text: string | null | undefined): number | null {
  if (arxivId(text) === null) return null;
  const [, version] = /v(\d{1,3})(?:\.pdf)?$/i.exec(text!.trim().replace(/[?#].*$/s, "")) ?? [];
  return version === undefined || Number(version) === 0 ? null : Number(version);
}

const isMonth = (month: string): boolean => month >= "01" && month <= "12";

/** The month in which an arXiv id was announced, YYYY-MM. It is not the month of submission. */
export function arxivMonth(id: string): string {
  const digits = id.includes("/") ? id.slice(id.indexOf("/") + 1) : id;
  return `${digits.startsWith("9") ? "19" : "20"}${digits.slice(0, 2)}-${digits.slice(2, 4)}`;
}

/**
 * A DOI in lower case without resolver or "doi:"; null for anything else. Punctuation of the sentence around it is
 * dropped. DOIs that arXiv gives to its own papers are arXiv ids (use `arxivId`) and answer null here.
 */
export function normalizeDoi(text: string | null | undefined): string | null {
  if (!text || text.length > LONGEST_ID) return null;
  let doi = text.trim().replace(/^(?:https?:\/\/)?(?:dx\.|www\.)?doi\.org\//i, "");
  doi = doi.replace(/^(?:info:doi\/|doi:?\s*)/i, "");
  if (/%[0-9a-f]{2}/i.test(doi)) doi = decoded(doi);
  doi = trimPunctuation(doi).toLowerCase();
  if (!/^10\.\d{4,9}(?:\.\d+)*\/[^\s\p{C}]+$/u.test(doi)) return null;
  return doi.startsWith("10.48550/arxiv.") ? null : doi;
}

/**
 * The arXiv id that a text speaks of ("arXiv preprint arXiv:2401.00001v2", "CoRR abs/1706.01234", "abs/1706.01234"), in any
 * field in which people keep one; null where nothing says that it is arXiv's.
 */
export function mentionedArxiv(text: string | null | undefined): string | null {
  if (!text || text.length > LONGEST_URL || !/arxiv|\bcorr\b|\babs\//i.test(text)) return null;
  for (const [id] of text.matchAll(
    /(?<![\w.])(?:[a-z][a-z-]{1,11}(?:\.[a-z-]{2})?\/\d{7}|\d{4}\.\d{4,5})(?:v\d{1,3})?(?!\d)/gi,
  )) {
    const known = arxivId(id.replace(/^abs\//i, ""));
    if (known !== null) return known;
  }
  return null;
}

/** The DOI that a text speaks of: behind "doi:", in a resolver's address, in a publisher's (".../doi/abs/10.1000/x"); else null. */
export function mentionedDoi(text: string | null | undefined): string | null {
  if (!text || text.length > LONGEST_URL) return null;
  const found = /(?:\bdoi\.org\/|\bdoi\s{0,2}[:=]?\s{0,2}|\/doi\/(?:[a-z]{2,8}\/)?)(10\.\d{4,9}\/[^\s"<>{}]+)/i.exec(
    text,
  );
  return found && normalizeDoi(found[1].replace(/[?#].*$/s, ""));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * A web address fit to be linked: http or https, without credentials, without the punctuation of the sentence it
 * ended ("https://example.org/code." loses the full stop, "...(v2)" keeps its bracket); null for anything else.
 */
export function webAddress(text: string | null | undefined): string | null {
  if (!text || text.length > LONGEST_URL) return null;
  const trimmed = trimPunctuation(text.trim());
  if (!/^https?:\/\//i.test(trimmed) || /[\s\p{Cc}<>"]/u.test(trimmed) || !URL.canParse(trimmed)) return null;
  const url = new URL(trimmed);
  return url.hostname === "" || url.username !== "" || url.password !== "" ? null : url.href;
}

const CLOSING: Record<string, string> = { ")": "(", "]": "[", "}": "{", ">": "<" };

/** Drops trailing punctuation; a closing bracket only while the text has no opening one for it. */
export function trimPunctuation(text: string): string {
  const counts = new Map<string, number>();
  for (const sign of text.match(/[()[\]{}<>]/g) ?? []) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  const count = (sign: string): number => counts.get(sign) ?? 0;
  let end = text.length;
  for (; end > 0; end--) {
    const last = text[end - 1]!;
    const open = CLOSING[last];
    if (open ? count(open) >= count(last) : !/[.,;:!?'"’”]/.test(last)) break;
    if (open) counts.set(last, count(last) - 1);
  }
  return text.slice(0, end);
}

const GREEK =
  "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon phi chi psi omega".split(
    " ",
  );

/** Commands that change how a letter looks, not which letter it is. */
const LOOK =
  /\\(?:mathrm|mathbf|mathit|mathcal|mathbb|mathsf|mathfrak|boldsymbol|operatorname|text[a-z]*|emph|left|right|rm|bf|it|cal)\b/g;

/** A title longer than this is compared by its beginning; keys stay below what an index row can hold. */
const KEY_LENGTH = 250;

/**
 * A title as it is compared with others: letters and digits only, lower case, without accents, spaces, punctuation
 * or TeX; Greek letters by name, so that "$\alpha$-entmax" and "α-Entmax" are one. At most 250 characters.
 */
export function titleKey(title: string): string {
  const plain = cleanLine(title.slice(0, 4 * KEY_LENGTH + 1_000)).replace(LOOK, "");
  const key = asciiLetters(plain)
    .toLowerCase()
    .replace(/[α-ω]/g, (letter) => GREEK[letter.charCodeAt(0) - 0x3b1]!)
    .replace(/[^\p{L}\p{N}\p{M}]/gu, "");
  // A title of signs only still has to differ from another one.
  return firstCharacters(key === "" ? plain.toLowerCase() : key, KEY_LENGTH);
}

function firstCharacters(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length).replace(/[\ud800-\udbff]$/, "");
}

/** A person's family name as it is compared: "Berg, Jan van der", "Jan van der Berg" and "J. van der BERG" agree. */
export function familyKey(name: string): string {
  const plain = cleanLine(name.slice(0, 300)).replace(/,?\s+(?:jr|sr|ii|iii|iv)\.?$/i, "");
  const comma = plain.indexOf(",");
  const family = (comma > 0 ? plain.slice(0, comma) : plain).trim();
  const letters = (word: string): string =>
    asciiLetters(word)
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}]/gu, "");
  return letters(family.split(/\s+/).at(-1) ?? "");
}

/**
 * The key of a paper that has neither arXiv id nor DOI: title, year and first author. Null when year or author is
 * missing, for then the title alone would have to decide.
 */
export function paperKey(paper: {
  readonly title: string;
  readonly published: string | null;
  readonly authors: readonly { readonly name: string }[];
}): string | null {
  const year = paper.published?.slice(0, 4);
  const author = paper.authors[0] && familyKey(paper.authors[0].name);
  return year && author ? `${titleKey(paper.title)}|${year}|${author}` : null;
}
