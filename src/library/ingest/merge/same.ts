/** Whether a record and a paper, or two papers, are one, where their ids alone do not say it. */
import type { PaperDraft } from "../draft/draft.ts";
import { familyKey, titleKey } from "../draft/identity.ts";
import type { MergedPaper } from "./store.ts";

export type ComparedDraft = PaperDraft & { readonly titleKey: string };

/** Sources that anybody can write to (see community/submissions): every other one knows better. */
export const unchecked: readonly (string | null)[] = ["reader", "web-page"];

/** What every journal prints under the same title: alone it says nothing. */
const generic = new Set(
  (
    "abstract abstracts acknowledgement acknowledgements acknowledgment acknowledgments afterword announcement announcements " +
    "appendix authorindex authorreply authorsreply backmatter bookreview bookreviews calendar comment commentary comments " +
    "conclusion conclusions contents contributors copyright correction corrections correspondence corrigenda corrigendum " +
    "discussion editorial editorialboard editorialintroduction editorialnote editorspreface epilogue errata erratum expressionofconcern foreword " +
    "forewords frontmatter fromtheeditor fromtheeditors glossary guesteditorial guesteditorsintroduction index inmemoriam " +
    "inthisissue introduction issueinformation letter letters lettertotheeditor letterstotheeditor listofreviewers message news newsandviews " +
    "obituary organizingcommittee overview panel perspective perspectives preface programcommittee prologue publishersnote " +
    "references reply response retraction retractionnote review reviews subjectindex summary tableofcontents titlepage titlepages " +
    "untitled welcome welcomemessage 序 序言 前言 卷首语 编者按"
  ).split(" "),
);

const differ = (a: string | null | undefined, b: string | null | undefined): boolean => Boolean(a && b && a !== b);

/** Both sides name somebody first, and not the same person. */
export const differentPeople = (paper: MergedPaper, { authors }: PaperDraft): boolean =>
  paper.firstAuthor !== null && authors.length > 0 && !mayBeOne(paper.firstAuthor, authors[0].name);

/** The same letters, or the same family name: "J. van der Berg" and "Berg, Jan van der"; "Ann Ek Dahl" and "Ann Ek-Dahl". */
const mayBeOne = (a: string, b: string): boolean => familyKey(a) === familyKey(b) || titleKey(a) === titleKey(b);

/** Of two with equal titles: nothing that both say differs, and something says that they are one. */
export function isSame(paper: MergedPaper, draft: ComparedDraft): boolean {
  if (differ(paper.arxiv, draft.arxiv) || differentPeople(paper, draft)) return false;
  const namedOnBoth = paper.firstAuthor !== null && draft.authors.length > 0;
  const forms = namedOnBoth && isPreprintAndArticle(paper, draft);
  if (differ(paper.doi, draft.doi) && !forms) return false;
  // A list page may date a paper by its latest version.
  const onPage = (draft.position ?? null) !== null;
  const years = Math.abs(yearOf(paper.published) - yearOf(draft.published));
  if (!onPage && years > (forms ? 1 : 0)) return false;
  const entry = paper.listings.get(draft.source)?.sourceId ?? null;
  const venues = [paper.venue, draft.venue].map((venue) => (venue ? titleKey(venue) : null));
  const sameEntry = entry !== null && entry === draft.sourceId;
  if (!generic.has(draft.titleKey)) return namedOnBoth || sameEntry || !differ(venues[0], venues[1]);
  // The editorials of a year are one only where nothing tells them apart, or a source calls them the same.
  if (differ(entry, draft.sourceId) || differ(venues[0], venues[1])) return false;
  const bothOrNone = (paper.firstAuthor !== null) === draft.authors.length > 0;
  return sameEntry || (bothOrNone && years === 0 && venues[0] === venues[1]);
}

/** NaN where there is none: it differs from no other by more than anything. */
const yearOf = (date: string | null): number => (date === null ? NaN : Number(date.slice(0, 4)));

/** Prefixes that archives of preprints give DOIs under. */
const preprintDoi = /^10\.(?:1101|2139|20944|21203|22541|26434|31219|31234|31235|31222|36227|48550|55458|64898)\//;

const isPreprint = (doi: string | null): boolean => doi !== null && preprintDoi.test(doi);

/** One is in an archive and nowhere else, the other is published, and nothing says that other people wrote it. */
function isPreprintAndArticle(paper: MergedPaper, draft: ComparedDraft): boolean {
  const one = { ...paper, people: paper.authorCount };
  const other = {
    arxiv: draft.arxiv,
    doi: draft.doi,
    venue: draft.venue ?? null,
    people: draft.authorCount ?? draft.authors.length,
  };
  if (one.people !== null && one.people !== other.people) return false;
  // What was found to be both has the article's venue.
  const printed = paper.venue !== null && other.venue !== null && titleKey(paper.venue) === titleKey(other.venue);
  const archived = (side: typeof other | typeof one) =>
    (side.venue === null || printed) && (isPreprint(side.doi) || (side.arxiv !== null && side.doi === null));
  const published = (side: typeof other | typeof one) =>
    side.arxiv === null && !isPreprint(side.doi) && (side.doi !== null || side.venue !== null);
  return (archived(one) && published(other)) || (archived(other) && published(one));
}

/** Whether the draft's DOI is that of another form of a paper that has one already. */
export const isOtherForm = (paper: MergedPaper, draft: ComparedDraft): boolean =>
  (draft.versions ?? []).some((other) => other === paper.doi || paper.versions.has(other)) ||
  (draft.doi !== null && isPreprint(draft.doi) !== isPreprint(paper.doi));

/** Two papers that a record names both: one says nothing that the other denies, and it is no stranger who says it. */
export function mayJoin(one: MergedPaper, other: MergedPaper, draft: ComparedDraft): boolean {
  if (unchecked.includes(draft.source) || (one.onShelf && other.onShelf) || differ(one.arxiv, other.arxiv))
    return false;
  const related = (draft.versions ?? []).some((doi) =>
    [one, other].some((paper) => paper.doi === doi || paper.versions.has(doi)),
  );
  if (differ(one.doi, other.doi) && !related && isPreprint(one.doi) === isPreprint(other.doi)) return false;
  if (one.firstAuthor !== null && other.firstAuthor !== null) return mayBeOne(one.firstAuthor, other.firstAuthor);
  const [shorter, longer] = [one.titleKey, other.titleKey].sort((a, b) => a.length - b.length);
  return longer.startsWith(shorter) && !generic.has(shorter);
}
