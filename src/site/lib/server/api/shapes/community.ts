/** What readers make of papers together. */
import { visibilities } from "#library/community/collections";
import { followKinds } from "#library/community/follows";
import { notificationKinds } from "#library/community/notifications";
import { z } from "zod";
import { id, moment } from "./common.ts";
import { paperSummary } from "./papers.ts";

export const standing = z
  .strictObject({
    votes: z.int(),
    bookmarks: z.int(),
    comments: z.int(),
    voted: z.boolean(),
    bookmarked: z.boolean(),
    dismissed: z.boolean().describe("Whether you have said that it is not for you."),
  })
  .meta({ id: "Standing" });

const comment = {
  id,
  by: z.string().nullable(),
  isAuthor: z.boolean(),
  isSubmitter: z.boolean(),
  own: z.boolean(),
  state: z.enum(["shown", "hidden", "deleted"]),
  markdown: z.string().nullable().describe("As it was written; null where it must not be shown to whoever asks."),
  createdAt: moment,
  editedAt: moment.nullable(),
};

export const discussion = z
  .strictObject({
    threads: z.array(
      z
        .strictObject({ ...comment, replies: z.array(z.strictObject(comment).meta({ id: "Comment" })) })
        .meta({ id: "Thread" }),
    ),
    comments: z.int(),
    page: z.int(),
    pages: z.int(),
  })
  .meta({ id: "Discussion" });

const words = { title: z.string(), description: z.string(), visibility: z.enum(visibilities) };

const collectionHead = { ...words, id: z.string(), by: z.string(), papers: z.int(), updatedAt: moment };
export const collectionSummary = z.strictObject(collectionHead).meta({ id: "CollectionSummary" });

export const collection = z
  .strictObject({
    ...collectionHead,
    own: z.boolean(),
    entries: z.array(z.strictObject({ slug: z.string(), note: z.string() })),
  })
  .meta({ id: "Collection" });

export const newCollection = z.strictObject({
  title: words.title,
  description: words.description.optional(),
  visibility: words.visibility.optional(),
});

export const changedCollection = z.strictObject({
  ...newCollection.partial().shape,
  order: z.array(z.string()).max(2_000).optional().describe("Papers in their new order."),
});

export const notifications = z
  .strictObject({
    unread: z.int(),
    notifications: z.array(
      z
        .strictObject({
          id,
          kind: z.enum(notificationKinds),
          paper: z.strictObject({ slug: z.string(), title: z.string() }),
          comment: z.int().nullable(),
          by: z.string().nullable(),
          reason: z
            .string()
            .nullable()
            .describe("What was followed, what became of a request, or what happened, in words."),
          at: moment,
          read: z.boolean(),
        })
        .meta({ id: "Notification" }),
    ),
  })
  .meta({ id: "Notifications" });

export const wanted = z.strictObject({ kind: z.enum(followKinds), value: z.string() });

const without = z.string().describe("Words, and phrases in quotation marks: new papers with any of them are not told.");
export const toFollow = wanted.extend({ without: without.optional() });

export const follow = z
  .strictObject({ ...wanted.shape, id: z.int(), label: z.string(), without })
  .meta({ id: "Follow" });

export const forYouList = z
  .strictObject({
    likes: z.int().describe("Papers that you have voted for or bookmarked."),
    papers: z
      .array(
        z
          .strictObject({
            paper: paperSummary,
            like: z
              .strictObject({ slug: z.string(), title: z.string() })
              .nullable()
              .describe("The nearest of the papers that you like."),
            words: z.array(z.string()).describe("What speaks most for it."),
          })
          .meta({ id: "Recommended" }),
      )
      .nullable()
      .describe("null: with fewer than three votes and bookmarks there is no order."),
  })
  .meta({ id: "ForYouList" });
