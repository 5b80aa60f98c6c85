/** What readers say about papers, and what they mark. */
import type { Mark } from "#library/community/reactions";
import { z } from "zod";
import { Refused } from "../../http/answers.ts";
import { context } from "../../context.ts";
import { operation } from "../operation.ts";
import { empty, textLimit } from "../shapes/bodies.ts";
import { id, slugOf } from "../shapes/common.ts";
import { discussion, standing } from "../shapes/community.ts";

const group = "Readers";
const community = () => context().library.community;
const ofPaper = z.strictObject({ slug: slugOf("The paper's name") });
const ofComment = z.strictObject({ id });

/** PUT sets a reader's mark on a paper, DELETE takes it away; repeating either changes nothing. */
const marking = (mark: Mark, on: boolean) =>
  operation({
    id: `${on ? "set" : "remove"}${mark[0].toUpperCase()}${mark.slice(1)}`,
    method: on ? "PUT" : "DELETE",
    path: `/api/papers/{slug}/${mark}`,
    group,
    summary: `${on ? "Sets" : "Takes away"} your ${mark === "dismissal" ? "“not for me”" : mark}; doing it twice changes nothing`,
    who: "reader",
    parts: ofPaper,
    body: empty,
    answer: standing,
    refuses: ["NO_SUCH_PAPER"],
    run: ({ reader, path }) => community().reactions.set(reader.id, path.slug, mark, on),
  });

export const setVote = marking("vote", true);
export const removeVote = marking("vote", false);
export const setBookmark = marking("bookmark", true);
export const removeBookmark = marking("bookmark", false);
export const setDismissal = marking("dismissal", true);
export const removeDismissal = marking("dismissal", false);

export const listComments = operation({
  id: "listComments",
  method: "GET",
  path: "/api/papers/{slug}/comments",
  group,
  summary: "The discussion of a paper: threads in the order they began, each with its answers",
  who: "anyone",
  parts: ofPaper,
  query: z.strictObject({ page: z.int().min(1).max(999_999).default(1) }),
  answer: discussion,
  refuses: ["NO_SUCH_PAPER"],
  async run({ path, query, reader }) {
    const found = await community().comments.discussion(path.slug, reader, query);
    if (found === null) throw new Refused(404, "NO_SUCH_PAPER", "there is no such paper");
    return found;
  },
});

export const addComment = operation({
  id: "addComment",
  method: "POST",
  path: "/api/papers/{slug}/comments",
  group,
  summary: "Says something about a paper",
  who: "reader",
  often: "comment",
  parts: ofPaper,
  body: { schema: z.strictObject({ markdown: z.string(), parent: id.nullish() }), limit: textLimit },
  statuses: [201],
  answer: z.strictObject({ id }),
  headers: { location: "The comment on its page." },
  refuses: ["NO_SUCH_PAPER", "NO_SUCH_COMMENT", "INVALID_INPUT"],
  async run({ reader, path: { slug }, body, reply }) {
    const { id } = await community().comments.add(reader.id, slug, body.markdown, body.parent);
    reply.headers.set("location", `/papers/${slug}#comment-${id}`);
    return { id };
  },
});

export const editComment = operation({
  id: "editComment",
  method: "PATCH",
  path: "/api/comments/{id}",
  group,
  summary: "Changes what you said",
  who: "reader",
  often: "comment",
  parts: ofComment,
  body: { schema: z.strictObject({ markdown: z.string() }), limit: textLimit },
  refuses: ["NO_SUCH_COMMENT", "NOT_ALLOWED", "INVALID_INPUT"],
  run: ({ reader, path, body }) => community().comments.edit(reader.id, path.id, body.markdown),
});

export const removeComment = operation({
  id: "removeComment",
  method: "DELETE",
  path: "/api/comments/{id}",
  group,
  summary: "Takes back what you said",
  who: "reader",
  parts: ofComment,
  body: empty,
  refuses: ["NO_SUCH_COMMENT", "NOT_ALLOWED"],
  run: ({ reader, path }) => community().comments.remove(reader.id, path.id),
});

export const reportComment = operation({
  id: "reportComment",
  method: "POST",
  path: "/api/comments/{id}/report",
  group,
  summary: "Asks the editors to look at a comment",
  who: "reader",
  often: "report",
  parts: ofComment,
  body: { schema: z.strictObject({ reason: z.string() }), limit: textLimit },
  refuses: ["NO_SUCH_COMMENT", "NOT_ALLOWED", "INVALID_INPUT"],
  run: ({ reader, path, body }) => community().moderation.report(reader.id, path.id, body.reason),
});
