/**
 * Decides which paper each draft is, and what it adds to it: one paper once.
 *
 * A paper is known by its arXiv id, by its DOI, by the DOI of another form of it, or else by title, year and first author as far as
 * both sides name them (see same.ts). A record that names two papers of ours makes them one. A draft fills gaps; it overwrites neither the facts of a shelf paper nor what another source has said. What only its own
 * source says (day, comments, votes, that source's abstract) follows the newest answer.
 */
import { beginningOf } from "#lab/text/clusters";
import { topicsOf } from "#papers/topic-rules";
import type { ImportedPaper, MergeReport } from "../../catalogue.ts";
import { codeNews, versionNews } from "../../alerts/events.ts";
import type { Db } from "../../store/database.ts";
import { cut, LIMITS } from "../draft/record.ts";
import type { PaperDraft, Rejection, Warning } from "../draft/draft.ts";
import { titleKey } from "../draft/identity.ts";
import { differentPeople, isOtherForm, isSame, mayJoin, unchecked, type ComparedDraft } from "./same.ts";
import { knownPapers, writePapers, type Listing, type MergedPaper } from "./store.ts";
import { cleanLine, cleanParagraphs } from "../text/clean.ts";

/**
 * Merges a batch within the caller's transaction.
 * @param asOf the day (YYYY-MM-DD) on which the source gave this answer.
 */
export async function mergeDrafts(tx: Db, drafts: readonly PaperDraft[], asOf: string): Promise<MergeReport> {
  const rejected: Rejection[] = [];
  const warnings: Warning[] = [];
  const accepted: Cleaned[] = [];
  for (const raw of drafts) {
    const draft = clean(raw);
    const reason = refuse(draft);
    if (reason === null) accepted.push(draft);
    else rejected.push({ at: placeOf(raw), reason, excerpt: JSON.stringify(raw).slice(0, 2_000) });
  }
  const known = new KnownPapers(await knownPapers(tx, accepted));
  const seen = new Set<MergedPaper>();
  for (const draft of accepted) {
    const [first, ...others] = known.named(draft);
    let paper = first ?? known.titled(draft) ?? newPaper(draft);
    for (const other of others) {
      if (!mayJoin(paper, other, draft)) continue;
      const [kept, gone] = inOrder(paper, other);
      join(kept, gone);
      known.forget(gone);
      known.add(kept);
      seen.delete(gone);
      paper = kept;
      warnings.push({
        at: placeOf(draft),
        reason: `names two papers here, ${quote(kept.title)} and ${quote(gone.title)}: they are one now`,
      });
    }
    seen.add(paper);
    fillGaps(paper, draft, known, warnings);
    if (paper.authors === null && draft.authors.length > 0) {
      paper.authors = draft.authors.map(({ name }) => name);
      paper.firstAuthor = paper.authors[0];
      paper.changes.add("authors");
    }
    sort(paper, draft);
    noteListing(paper, draft, asOf);
    known.add(paper);
  }
  await writePapers(tx, [...seen]);
  return { ...reportOf([...seen]), rejected, warnings };
}

/** By arXiv's classes, where it has no topics yet; by its words whenever it has more of them. The shelf is sorted by hand. */
function sort(paper: MergedPaper, { categories }: PaperDraft): void {
  const classes = paper.topics === null ? categories : [];
  const words =
    !paper.onShelf && (paper.isNew || paper.changes.has("abstract")) ? topicsOf(paper.title, paper.abstract) : [];
  const found = [...new Set([...words, ...classes])];
  if (found.length === 0) return;
  if (paper.topics === null) paper.changes.add("topics");
  paper.topics = found;
}

function reportOf(papers: readonly MergedPaper[]): Pick<MergeReport, "created" | "updated" | "unchanged"> {
  const old = papers.filter(({ isNew }) => !isNew);
  const entry = ({ slug, title, changes }: MergedPaper): ImportedPaper => ({ slug, title, fields: [...changes] });
  return {
    created: papers.filter(({ isNew }) => isNew).map((paper) => ({ ...entry(paper), fields: [] })),
    updated: old.filter(({ changes }) => changes.size > 0).map(entry),
    unchanged: old.filter(({ changes }) => changes.size === 0).map(entry),
  };
}

/** The papers that any of the drafts may be; arXiv id before DOI before title. */
class KnownPapers {
  private readonly byId = new Map<string, MergedPaper>();
  private readonly byTitle = new Map<string, Set<MergedPaper>>();

  constructor(papers: readonly MergedPaper[]) {
    for (const paper of papers) this.add(paper);
  }

  /** Adding a paper again makes it known by what it has learned. */
  add(paper: MergedPaper): void {
    if (paper.arxiv !== null) this.byId.set(`arxiv ${paper.arxiv}`, paper);
    for (const doi of [paper.doi, ...paper.versions]) if (doi !== null) this.byId.set(`doi ${doi}`, paper);
    const same = this.byTitle.get(paper.titleKey);
    if (same) same.add(paper);
    else this.byTitle.set(paper.titleKey, new Set([paper]));
  }

  /** Every paper that has one of the draft's ids; by arXiv id first, by DOI next. */
  named(draft: Cleaned): MergedPaper[] {
    const { arxiv, doi, versions = [] } = draft;
    const holders = [this.holder("arxiv", arxiv), this.holder("doi", doi)];
    const related = versions
      .map((other) => this.holder("doi", other))
      .filter((paper) => paper && !differentPeople(paper, draft));
    return [...new Set([...holders, ...related].filter((paper) => paper !== undefined))];
  }

  /** The paper that has the draft's title and is it. */
  titled(draft: Cleaned): MergedPaper | undefined {
    return [...(this.byTitle.get(draft.titleKey) ?? [])].find((paper) => isSame(paper, draft));
  }

  holder(kind: "arxiv" | "doi", id: string | null): MergedPaper | undefined {
    return id === null ? undefined : this.byId.get(`${kind} ${id}`);
  }

  forget(paper: MergedPaper): void {
    this.byTitle.get(paper.titleKey)?.delete(paper);
  }
}

const quote = (title: string): string => JSON.stringify(beginningOf(title, 80));

/** The paper that stays first: one of the shelf, one that is stored, the older. */
function inOrder(one: MergedPaper, other: MergedPaper): [MergedPaper, MergedPaper] {
  const rank = ({ onShelf, id }: MergedPaper) => (onShelf ? 0 : (id ?? Infinity));
  return rank(one) <= rank(other) ? [one, other] : [other, one];
}

/** What the one knows becomes the other's, in memory; the rows follow when the batch is written. */
function join(kept: MergedPaper, gone: MergedPaper): void {
  const facts = [
    "abstract",
    "published",
    "authorCount",
    "organization",
    "arxiv",
    "doi",
    "url",
    "venue",
    "code",
  ] as const;
  for (const fact of facts) {
    if (kept[fact] !== null || gone[fact] === null) continue;
    Object.assign(kept, { [fact]: gone[fact] });
    if (fact === "abstract") kept.abstractSource = gone.abstractSource;
    if (fact === "arxiv") kept.arxivVersion = gone.arxivVersion;
    if (fact === "published") kept.publishedPrecision = gone.publishedPrecision;
    kept.changes.add(fact);
  }
  if (gone.doi !== null && gone.doi !== kept.doi) kept.versions.add(gone.doi);
  for (const doi of gone.versions) if (doi !== kept.doi) kept.versions.add(doi);
  // Lists that are stored move with the rows; those that are not are stored with this paper.
  if (kept.authors === null && gone.authors !== null) {
    Object.assign(kept, { authors: gone.authors, firstAuthor: gone.firstAuthor });
    kept.changes.add("authors");
  }
  kept.topics ??= gone.topics;
  for (const [source, listing] of gone.listings) if (!kept.listings.has(source)) kept.listings.set(source, listing);
  kept.positions.push(...gone.positions);
  kept.joined.push(...gone.joined, ...(gone.id === null ? [] : [{ id: gone.id, slug: gone.slug }]));
  kept.changes.add("joined");
}

type Cleaned = ComparedDraft;

function clean(draft: PaperDraft): Cleaned {
  const title = cleanLine(draft.title);
  return {
    ...draft,
    title,
    titleKey: titleKey(title),
    // Adapters have cut it and said so; cleaning may have made it a little longer, and a batch may come from elsewhere.
    abstract: (draft.abstract && cut(cleanParagraphs(draft.abstract), LIMITS.abstract).trimEnd()) || null,
    organization: (draft.organization && cleanLine(draft.organization)) || null,
    authorCount: countable(draft.authorCount),
    votes: countable(draft.votes),
    comments: countable(draft.comments),
    authors: draft.authors.map(({ name }) => ({ name: cleanLine(name) })).filter(({ name }) => name !== ""),
  };
}

/** What an integer column can hold. A larger number is no count of anything. */
const countable = (count: number | null): number | null => (count !== null && count < 2 ** 31 ? count : null);

function refuse({ title }: PaperDraft): string | null {
  if (title === "") return "it has no title";
  if (title.length > 1_000) return `its title has ${title.length} characters; at most 1000 are read`;
  return null;
}

const placeOf = ({ sourceId, title }: PaperDraft): string => sourceId ?? beginningOf(title, 80);

function newPaper({ title, titleKey }: Cleaned): MergedPaper {
  return {
    id: null,
    isNew: true,
    slug: "",
    title,
    titleKey,
    abstract: null,
    abstractSource: null,
    published: null,
    publishedPrecision: "day",
    authorCount: null,
    organization: null,
    arxiv: null,
    arxivVersion: null,
    doi: null,
    url: null,
    venue: null,
    code: null,
    onShelf: false,
    firstAuthor: null,
    authors: null,
    topics: null,
    listings: new Map(),
    positions: [],
    versions: new Set(),
    joined: [],
    news: [],
    changes: new Set(),
  };
}

/** Fields that were empty and now are not, an abstract that its own source has changed, a day where only the year was known. */
function fillGaps(paper: MergedPaper, draft: Cleaned, known: KnownPapers, warnings: Warning[]): void {
  const { abstract, source } = draft;
  if (abstract !== null && abstract !== paper.abstract && [null, source, ...unchecked].includes(paper.abstractSource)) {
    Object.assign(paper, { abstract, abstractSource: source });
    paper.changes.add("abstract");
  }
  const published = publishedOf(draft);
  if (published !== null && isBetter(published, paper)) {
    Object.assign(paper, published);
    paper.changes.add("published");
  }
  const offered = {
    ...draft,
    authorCount: draft.authorCount ?? (draft.authors.length || null),
    code: draft.code ?? null,
    venue: draft.venue ?? null,
  };
  for (const field of ["authorCount", "organization", "arxiv", "doi", "url", "venue", "code"] as const) {
    if (paper[field] !== null || offered[field] === null) continue;
    const holder = field === "arxiv" || field === "doi" ? known.holder(field, draft[field]) : undefined;
    if (holder && holder !== paper) {
      warnings.push({
        at: placeOf(draft),
        reason: `its ${field === "doi" ? "DOI" : "arXiv id"} ${offered[field]} belongs to another paper here, ${quote(holder.title)}`,
      });
      continue;
    }
    Object.assign(paper, { [field]: offered[field] });
    paper.changes.add(field);
    if (field === "code") paper.news.push(codeNews(offered.code!));
  }
  noteArxivVersion(paper, draft);
  noteVersions(paper, draft, known);
}

/** A newer version than the one known is news. Where none was known, it is only if the source announces it: else it may be years old. */
function noteArxivVersion(paper: MergedPaper, { arxiv, arxivVersion, announcesVersion = false }: Cleaned): void {
  if (!arxivVersion || arxiv !== paper.arxiv) return;
  const known = paper.arxivVersion;
  if (known !== null && arxivVersion <= known) return;
  paper.arxivVersion = arxivVersion;
  paper.changes.add("arxivVersion");
  if (known !== null || announcesVersion) paper.news.push(versionNews(arxivVersion));
}

/** DOIs that the source gives to other forms of the paper, unless they are another paper's. */
function noteVersions(paper: MergedPaper, draft: Cleaned, known: KnownPapers): void {
  const { doi, versions = [] } = draft;
  for (const other of doi !== null && isOtherForm(paper, draft) ? [doi, ...versions] : versions)
    if (other !== paper.doi && (known.holder("doi", other) ?? paper) === paper && !paper.versions.has(other)) {
      paper.versions.add(other);
      paper.changes.add("versions");
    }
}

type Published = Pick<MergedPaper, "published" | "publishedPrecision">;

/** A source's date may be a month or a year: it is kept as its first day, with the precision beside it. */
function publishedOf({ published }: PaperDraft): Published | null {
  if (published === null) return null;
  const publishedPrecision = ({ 4: "year", 7: "month" } as const)[published.length as 4 | 7] ?? "day";
  return { published: `${published}-01-01`.slice(0, 10), publishedPrecision };
}

const written = { year: 4, month: 7, day: 10 } as const;

/** A date is better than none, and than a coarser one that it lies in. */
function isBetter(offered: Published, { published, publishedPrecision }: Published): boolean {
  if (published === null) return true;
  const coarse = written[publishedPrecision];
  return written[offered.publishedPrecision] > coarse && offered.published!.startsWith(published.slice(0, coarse));
}

const listingFields = ["sourceId", "listed", "comments", "votes"] as const;

/** What the source says about the paper as an entry of its list. An answer older than the stored one changes nothing. */
function noteListing(paper: MergedPaper, draft: Cleaned, asOf: string): void {
  const { source, sourceId, comments, votes, position = null } = draft;
  const old = paper.listings.get(source);
  // A paper that stands on the pages of several days was first listed on the first of them, whichever is read first.
  const before = old?.listed ?? null;
  const again = position !== null && before !== null && draft.listed !== null;
  const listed = again && before < draft.listed! ? before : draft.listed;
  if (position !== null && draft.listed !== null) paper.positions.push({ source, day: draft.listed, position });
  const said: Omit<Listing, "changed"> = { sourceId, listed, comments, votes, asOf };
  if (old && old.asOf > asOf) {
    if (again && listed! < old.listed!) paper.listings.set(source, { ...old, listed, changed: true });
    return;
  }
  const fields = listingFields.filter((name) => said[name] !== null && said[name] !== old?.[name]);
  for (const name of fields) paper.changes.add(name);
  if (old && fields.length === 0 && old.asOf === asOf) return;
  const news = Object.fromEntries(fields.map((name) => [name, said[name]]));
  paper.listings.set(source, { ...(old ?? said), ...news, asOf, changed: true });
}
