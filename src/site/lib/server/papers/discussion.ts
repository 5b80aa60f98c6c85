/** What readers say and keep about one paper, as its page shows it to whoever asks. */
import type { FollowKind } from "#library/community/follows";
import type { Comment, Thread } from "#library/community/discussion";
import type { PaperPage } from "#library/catalogue";
import { isEditor } from "#library/community/person";
import type { RequestEvent } from "@sveltejs/kit";
import { context } from "../context.ts";
import { readersHtml } from "../text/markdown.ts";

export interface CommentView extends Omit<Comment, "markdown"> {
  /** Safe HTML; null where it must not be shown. */
  readonly html: string | null;
  /** To be edited; only the reader's own. */
  readonly markdown: string | null;
}

export interface ThreadView extends CommentView {
  readonly replies: readonly CommentView[];
}

const commentView = ({ markdown, ...comment }: Comment): CommentView => ({
  ...comment,
  html: markdown === null ? null : readersHtml(markdown),
  markdown: comment.own ? markdown : null,
});

const threadView = ({ replies, ...root }: Thread): ThreadView => ({
  ...commentView(root),
  replies: replies.map(commentView),
});

/** The thread's own page of the discussion, from the address. */
const pageOf = (url: URL): number => {
  const text = url.searchParams.get("discussion") ?? "1";
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 1;
};

/** Whether a submission that led here brought the paper, or it was here already; null: none led here. */
async function arrivedBy(url: URL, readerId: number, slug: string): Promise<boolean | null> {
  const id = url.searchParams.get("submission") ?? "";
  if (!/^[1-9]\d{0,8}$/.test(id)) return null;
  const submission = await context().library.community.submissions.read(readerId, Number(id));
  return submission?.paper === slug ? submission.created : null;
}

/** Everything that depends on the readers and on who reads. */
export async function communityOf(event: Pick<RequestEvent, "locals" | "url">, { slug, authors, topics }: PaperPage) {
  const { community } = context().library;
  const { reader } = event.locals;
  const discussion = (await community.comments.discussion(slug, reader, { page: pageOf(event.url) }))!;
  return {
    standing: (await community.reactions.standing([slug], reader?.id ?? null)).get(slug)!,
    discussion: { ...discussion, threads: discussion.threads.map(threadView) },
    broughtBy: await community.submissions.broughtBy(slug),
    confirmedAuthors: await community.authorship.confirmed(slug),
    arrived: reader && (await arrivedBy(event.url, reader.id, slug)),
    reader: reader && {
      name: reader.name,
      isEditor: isEditor(reader),
      claim: await community.authorship.own(reader.id, slug),
      follows: await community.follows.ofPaper(reader.id, slug),
      collections: (await community.collections.own(reader.id)).map(({ id, title }) => ({ id, title })),
      inCollections: await community.collections.holding(reader.id, slug),
    },
    /** The first ones: a paper may have thousands. */
    authors: authors.slice(0, 500),
    followable: { authors: authors.slice(0, 20), topics },
  };
}

/** Whether who reads follows an author (by key), a topic (by slug) or a search. */
export async function followedBy({ locals }: Pick<RequestEvent, "locals">, kind: FollowKind, value: string) {
  if (locals.reader === null) return false;
  const follows = await context().library.community.follows.list(locals.reader.id);
  return follows.some((follow) => follow.kind === kind && follow.value === value);
}
