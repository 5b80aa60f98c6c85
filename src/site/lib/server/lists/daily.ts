/** Lists and papers under the field names that clients of Hugging Face's daily-papers API expect. What nobody said is null or absent, never made up. */
import type { ListEntry } from "#library/lists/lists";
import type { PaperPage } from "#library/catalogue";

interface Named {
  readonly _id: string;
  readonly name: string;
  readonly hidden: false;
}

const moment = (day: string | null): string | null =>
  day === null ? null : `${day.padEnd(10, "-01").slice(0, 10)}T00:00:00.000Z`;

/** "2026" and "2026-11" are their first days: a moment is all that this field can hold. */
const published = (day: string | null): string | null =>
  moment(day === null ? null : day.length === 4 ? `${day}-01-01` : day.length === 7 ? `${day}-01` : day);

const named = (names: readonly string[]): Named[] =>
  names.map((name, index) => ({ _id: String(index), name, hidden: false }));

/** GitHub repositories have a field of their own; everything else is a project's page. */
const codeFields = (code: string | null) =>
  code === null ? {} : code.startsWith("https://github.com/") ? { githubRepo: code } : { projectPage: code };

export type DailyPaper = ReturnType<typeof dailyEntry>;

/** An entry of `GET /api/daily_papers`. */
export function dailyEntry({ paper, abstract, day }: ListEntry) {
  const listed = moment(paper.listed ?? day);
  const summary = abstract ?? paper.summary ?? "";
  return {
    paper: {
      id: paper.source?.name === "arXiv" ? paper.source.id : paper.slug,
      authors: named(paper.authors),
      publishedAt: published(paper.published) ?? listed,
      submittedOnDailyAt: listed,
      title: paper.title,
      summary,
      upvotes: paper.votes,
      discussionId: paper.slug,
      ...organization(paper),
    },
    publishedAt: listed ?? published(paper.published),
    title: paper.title,
    summary,
    numComments: paper.comments,
    ...organization(paper),
    isAuthorParticipating: false as const,
  };
}

const organization = ({ organization: name }: Pick<PaperPage, "organization">) =>
  name === null ? {} : { organization: { _id: name, name, fullname: name } };

/** The answer of `GET /api/papers/<arXiv id>`. */
export function dailyPaper(paper: PaperPage, id: string) {
  const listed = moment(paper.listed);
  return {
    id,
    authors: named(paper.authors),
    publishedAt: published(paper.published) ?? listed,
    submittedOnDailyAt: listed,
    title: paper.title,
    summary: paper.abstract ?? paper.summary ?? "",
    upvotes: paper.votes,
    discussionId: paper.slug,
    ...codeFields(paper.code),
    ...organization(paper),
  };
}
