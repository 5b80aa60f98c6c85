/** From what an adapter found in a record to a draft that keeps its promises, or to a rejection that says why not. */
import { beginningOf } from "#lab/text/clusters";
import { plainText } from "../wire/markup.ts";
import { isBelievable, readDate } from "./dates.ts";
import type { DraftAuthor, PaperDraft, ParseContext, Parsed, Rejection, Warning } from "./draft.ts";
import { arxivId, normalizeDoi, webAddress } from "./identity.ts";
import { peopleOf } from "./names.ts";
import { storable } from "../../store/storable.ts";

/** Limits of a draft, in UTF-16 units and items. The largest real values known are 3,303 authors and 2,447 characters. */
export const LIMITS = {
  sourceId: 300,
  title: 2_000,
  abstract: 50_000,
  authors: 10_000,
  name: 300,
  affiliations: 20,
  categories: 64,
  versions: 20,
  excerpt: 2_000,
} as const;

/** What an adapter hands over: raw text, several candidates where a source has several places for the same thing. */
export interface Fields {
  readonly sourceId?: string | null;
  readonly title: string | null;
  readonly abstract?: string | null;
  readonly authors?: readonly DraftAuthor[];
  readonly authorCount?: number | null;
  readonly organization?: string | null;
  /** The first candidate that is a believable date wins. */
  readonly published?: readonly (string | null | undefined)[];
  readonly listed?: string | null;
  readonly position?: number | null;
  /** The first candidate that is an arXiv id wins; a DOI of arXiv's counts. */
  readonly arxiv?: readonly (string | null | undefined)[];
  readonly arxivVersion?: number | null;
  readonly announcesVersion?: boolean;
  readonly doi?: readonly (string | null | undefined)[];
  /** DOIs of other forms of the same paper. */
  readonly versions?: readonly (string | null | undefined)[];
  /** The first candidate that is not an archive of preprints wins. */
  readonly venue?: readonly (string | null | undefined)[];
  readonly url?: readonly (string | null | undefined)[];
  readonly code?: string | null;
  readonly categories?: readonly string[];
  readonly votes?: number | null;
  readonly comments?: number | null;
}

/** Collects the drafts of one document. Records are independent: none can spoil another. */
export class Records {
  private readonly drafts: PaperDraft[] = [];
  private readonly rejected: Rejection[] = [];
  private readonly warnings: Warning[] = [];
  private failure: string | undefined;
  private readonly source: string;
  private readonly context: ParseContext;

  constructor(source: string, context: ParseContext) {
    this.source = source;
    this.context = context;
  }

  /** Adds a record found at `at`; `excerpt` is only asked for when the record is rejected. */
  add(at: string, fields: Fields, excerpt: () => string): void {
    const place = at.slice(0, 120);
    const refusal = whyRefused(fields);
    if (refusal) return this.reject(place, refusal, excerpt());
    this.drafts.push(this.draft(place, fields));
  }

  reject(at: string, reason: string, excerpt: string): void {
    this.rejected.push({
      at: storable(at).slice(0, 120),
      reason: storable(reason),
      excerpt: cut(excerpt, LIMITS.excerpt),
    });
  }

  warn(at: string, reason: string): void {
    this.warnings.push({ at: storable(at).slice(0, 120), reason: storable(reason) });
  }

  /** The document as a whole is unusable, or incomplete. */
  fail(reason: string, excerpt: string): void {
    this.failure ??= storable(reason);
    this.reject("document", reason, excerpt);
  }

  result(): Parsed {
    const { drafts, rejected, warnings, failure } = this;
    return { drafts, rejected, ...(warnings.length > 0 && { warnings }), ...(failure !== undefined && { failure }) };
  }

  private draft(at: string, fields: Fields): PaperDraft {
    const { authors, stated } = this.authors(at, fields);
    const doi = first(fields.doi ?? [], normalizeDoi);
    const versions = (fields.versions ?? []).flatMap((version) => normalizeDoi(version) ?? []);
    const venue = first(fields.venue ?? [], venueOf);
    return {
      source: this.source,
      sourceId: filled(fields.sourceId),
      title: filled(plainText(fields.title ?? ""))!,
      abstract: this.abstract(at, fields.abstract),
      authors,
      authorCount: stated === null ? null : Math.max(stated, authors.length),
      organization: cut(filled(plainText(fields.organization ?? "")) ?? "", LIMITS.name) || null,
      published: this.published(at, fields.published ?? []),
      listed: this.day(at, "listed", fields.listed),
      ...(fields.position !== undefined && { position: count(fields.position) }),
      arxiv: first([...(fields.arxiv ?? []), ...(fields.doi ?? [])], arxivId),
      ...(fields.arxivVersion && { arxivVersion: fields.arxivVersion }),
      ...(fields.arxivVersion && fields.announcesVersion && { announcesVersion: true }),
      doi,
      ...(versions.length > 0 && {
        versions: [...new Set(versions)].filter((other) => other !== doi).slice(0, LIMITS.versions),
      }),
      ...(venue !== null && { venue }),
      url: first(fields.url ?? [], webAddress),
      code: webAddress(fields.code),
      categories: categories(fields.categories ?? []),
      votes: count(fields.votes),
      comments: count(fields.comments),
    };
  }

  private abstract(at: string, text: string | null | undefined): string | null {
    const abstract = filled(plainText(text ?? ""));
    if (abstract === null || abstract.length <= LIMITS.abstract) return abstract;
    this.warn(at, `abstract cut from ${abstract.length} to ${LIMITS.abstract} characters`);
    return cut(abstract, LIMITS.abstract);
  }

  /** People, and how many there are as far as the source says. */
  private authors(at: string, fields: Fields): { authors: DraftAuthor[]; stated: number | null } {
    const named = (fields.authors ?? []).map((author) => ({ ...author, name: plainText(author.name) }));
    const { authors: all, more } = peopleOf(named);
    const authors: DraftAuthor[] = [];
    for (const author of all) {
      const name = filled(author.name)?.replace(/\s+/g, " ");
      if (!name) continue;
      if (name.length > LIMITS.name)
        this.warn(at, `author name of ${name.length} characters left out: ${name.slice(0, 40)}...`);
      else authors.push({ name, ...affiliationsOf(author) });
    }
    if (authors.length > LIMITS.authors) {
      this.warn(at, `${authors.length} authors, of which the first ${LIMITS.authors} are kept`);
    }
    const listed = more ? null : all.length || null;
    const stated = fields.authorCount === undefined ? listed : count(fields.authorCount);
    return { authors: authors.slice(0, LIMITS.authors), stated };
  }

  private published(at: string, candidates: readonly (string | null | undefined)[]): string | null {
    let unusable: string | null = null;
    for (const candidate of candidates) {
      const written = filled(candidate);
      if (written === null) continue;
      const date = readDate(written);
      if (date && isBelievable(date, this.context.asOf)) return date;
      unusable ??= written;
    }
    if (unusable !== null) this.warn(at, `date ${JSON.stringify(unusable.slice(0, 60))} is not usable, left empty`);
    return null;
  }

  private day(at: string, what: string, candidate: string | null | undefined): string | null {
    const written = filled(candidate);
    if (written === null) return null;
    const date = readDate(written);
    if (date?.length === 10 && isBelievable(date, this.context.asOf)) return date;
    this.warn(at, `${what} day ${JSON.stringify(written.slice(0, 60))} is not usable, left empty`);
    return null;
  }
}

function whyRefused(fields: Fields): string | null {
  const title = filled(plainText(fields.title ?? ""));
  if (title === null) return "no title";
  if (title.length > LIMITS.title) return `title of ${title.length} characters (at most ${LIMITS.title})`;
  const id = filled(fields.sourceId);
  if (id !== null && id.length > LIMITS.sourceId) return `id of ${id.length} characters (at most ${LIMITS.sourceId})`;
  return null;
}

function affiliationsOf(author: DraftAuthor): Pick<DraftAuthor, "affiliations"> {
  const affiliations = (author.affiliations ?? [])
    .map((affiliation) => cut(filled(affiliation) ?? "", LIMITS.name))
    .filter((affiliation) => affiliation !== "");
  return affiliations.length > 0 ? { affiliations: affiliations.slice(0, LIMITS.affiliations) } : {};
}

/** Subject classes in the order given, each once. */
function categories(all: readonly string[]): string[] {
  const known = all
    .map((category) => category.trim())
    .filter((category) => /^[a-z-]{2,12}(?:\.[A-Za-z-]{2,12})?$/.test(category));
  return [...new Set(known)].slice(0, LIMITS.categories);
}

function first(
  candidates: readonly (string | null | undefined)[],
  read: (text: string) => string | null,
): string | null {
  for (const candidate of candidates) {
    const value = candidate ? read(candidate) : null;
    if (value !== null) return value;
  }
  return null;
}

/** Archives of preprints are where a paper is, not where it appeared. */
function venueOf(text: string): string | null {
  const venue = cut(filled(plainText(text).replace(/\s+/g, " ")) ?? "", LIMITS.name);
  return venue === "" || /^(?:arxiv|corr|biorxiv|medrxiv|chemrxiv|ssrn)\b|\barxiv\b|\beprint\b/i.test(venue)
    ? null
    : venue;
}

/** 0 is a count; null, fractions and negative numbers are not. */
const count = (value: number | null | undefined): number | null =>
  Number.isSafeInteger(value) && value! >= 0 ? value! : null;

function filled(text: string | null | undefined): string | null {
  const trimmed = storable(text ?? "").trim();
  return trimmed === "" ? null : trimmed;
}

/** The beginning of a longer text, with no half of a character at its end. */
export const cut = (text: string, length: number): string => storable(beginningOf(text, length));
