/** What readers keep and follow, and what they should hear of. */
import { z } from "zod";
import { Refused } from "../../http/answers.ts";
import { context } from "../../context.ts";
import { operation } from "../operation.ts";
import { empty, textLimit } from "../shapes/bodies.ts";
import { id, slugOf } from "../shapes/common.ts";
import {
  changedCollection,
  collection,
  collectionSummary,
  follow,
  forYouList,
  newCollection,
  notifications,
  toFollow,
  wanted,
} from "../shapes/community.ts";

const group = "Readers";
const community = () => context().library.community;
const ofCollection = z.strictObject({ id: z.string().describe("As in the address of the collection.") });
const inCollection = z.strictObject({ ...ofCollection.shape, slug: slugOf("The paper's name") });

export const listCollections = operation({
  id: "listCollections",
  method: "GET",
  path: "/api/collections",
  group,
  summary: "Your collections, the latest changed first",
  who: "reader",
  answer: z.array(collectionSummary),
  run: ({ reader }) => community().collections.own(reader.id),
});

export const addCollection = operation({
  id: "addCollection",
  method: "POST",
  path: "/api/collections",
  group,
  summary: "Begins a collection",
  who: "reader",
  often: "collection",
  body: { schema: newCollection, limit: textLimit },
  statuses: [201],
  answer: z.strictObject({ id: z.string() }),
  headers: { location: "The page of the collection." },
  refuses: ["INVALID_INPUT"],
  async run({ reader, body, reply }) {
    const { id } = await community().collections.create(reader.id, body);
    reply.headers.set("location", `/collections/${id}`);
    return { id };
  },
});

export const getCollection = operation({
  id: "getCollection",
  method: "GET",
  path: "/api/collections/{id}",
  group,
  summary: "One collection, for whoever may read it",
  who: "anyone",
  parts: ofCollection,
  answer: collection,
  refuses: ["NO_SUCH_COLLECTION"],
  async run({ path: { id }, reader }) {
    const found = await community().collections.read(id, reader?.id ?? null);
    if (found === null) throw new Refused(404, "NO_SUCH_COLLECTION", "there is no such collection, or it is private");
    return found;
  },
});

export const changeCollection = operation({
  id: "changeCollection",
  method: "PATCH",
  path: "/api/collections/{id}",
  group,
  summary: "Changes the words of a collection of yours, or the order of its papers",
  who: "reader",
  often: "collection",
  parts: ofCollection,
  body: { schema: changedCollection, limit: textLimit },
  refuses: ["NO_SUCH_COLLECTION", "INVALID_INPUT"],
  async run({ reader, path: { id }, body: { order, ...words } }) {
    await community().collections.change(reader.id, id, words);
    if (order !== undefined) await community().collections.arrange(reader.id, id, order);
  },
});

export const removeCollection = operation({
  id: "removeCollection",
  method: "DELETE",
  path: "/api/collections/{id}",
  group,
  summary: "Removes a collection of yours",
  who: "reader",
  parts: ofCollection,
  body: empty,
  refuses: ["NO_SUCH_COLLECTION"],
  run: ({ reader, path }) => community().collections.remove(reader.id, path.id),
});

export const collectPaper = operation({
  id: "collectPaper",
  method: "PUT",
  path: "/api/collections/{id}/papers/{slug}",
  group,
  summary: "Puts a paper into a collection of yours, at its end, with a note or without",
  who: "reader",
  often: "collection",
  parts: inCollection,
  body: { schema: z.strictObject({ note: z.string().optional() }), limit: textLimit },
  refuses: ["NO_SUCH_COLLECTION", "NO_SUCH_PAPER", "INVALID_INPUT"],
  run: ({ reader, path: { id, slug }, body }) => community().collections.add(reader.id, id, slug, body.note),
});

export const takePaper = operation({
  id: "takePaper",
  method: "DELETE",
  path: "/api/collections/{id}/papers/{slug}",
  group,
  summary: "Takes a paper out of a collection of yours",
  who: "reader",
  parts: inCollection,
  body: empty,
  refuses: ["NO_SUCH_COLLECTION"],
  run: ({ reader, path: { id, slug } }) => community().collections.take(reader.id, id, slug),
});

export const listForYou = operation({
  id: "listForYou",
  method: "GET",
  path: "/api/for-you",
  group,
  summary: "New papers in your own order, the best first, at most 50",
  who: "reader",
  answer: forYouList,
  async run({ reader }) {
    const { likes, papers } = await context().library.forYou.list(reader.id);
    if (papers === null) return { likes, papers };
    const why = new Map(papers.map(({ slug, like, words }) => [slug, { like, words }]));
    const found = await community().papers([...why.keys()]);
    return { likes, papers: found.map((paper) => ({ paper, ...why.get(paper.slug)! })) };
  },
});

export const listFollows = operation({
  id: "listFollows",
  method: "GET",
  path: "/api/follows",
  group,
  summary: "Papers, authors, topics and searches that you follow",
  who: "reader",
  answer: z.array(follow),
  run: ({ reader }) => community().follows.list(reader.id),
});

export const addFollow = operation({
  id: "addFollow",
  method: "PUT",
  path: "/api/follows",
  group,
  summary: "Follows a paper, an author, a topic or a search; doing it twice changes nothing but the words to leave out",
  who: "reader",
  often: "follow",
  body: { schema: toFollow, limit: textLimit },
  answer: follow,
  refuses: ["INVALID_INPUT"],
  run: ({ reader, body }) => community().follows.follow(reader.id, body.kind, body.value, body.without),
});

export const removeFollow = operation({
  id: "removeFollow",
  method: "DELETE",
  path: "/api/follows",
  group,
  summary: "Ends that",
  who: "reader",
  body: { schema: wanted, limit: textLimit },
  refuses: ["INVALID_INPUT"],
  run: ({ reader, body }) => community().follows.unfollow(reader.id, body.kind, body.value),
});

export const listNotifications = operation({
  id: "listNotifications",
  method: "GET",
  path: "/api/notifications",
  group,
  summary: "What you should hear of, newest first, at most 100",
  who: "reader",
  query: z.strictObject({
    before: id.optional().describe("Only those with a smaller id: the last one's of the page before."),
  }),
  answer: notifications,
  async run({ reader, query: { before } }) {
    const { notifications: told } = community();
    return { unread: await told.unread(reader.id), notifications: await told.list(reader.id, before) };
  },
});

export const markNotifications = operation({
  id: "markNotifications",
  method: "PATCH",
  path: "/api/notifications",
  group,
  summary: "Marks notifications as read: those that are named, or all",
  who: "reader",
  body: { schema: z.strictObject({ read: z.array(id).max(1_000).optional() }), limit: textLimit },
  run: ({ reader, body }) => community().notifications.markRead(reader.id, body.read),
});

export const markRead = operation({
  id: "markRead",
  method: "POST",
  path: "/api/reading",
  group,
  summary: "Says that you are here, and have opened these papers",
  who: "reader",
  body: { schema: z.strictObject({ seen: z.array(z.string()).max(1_000).optional() }), limit: textLimit },
  async run({ reader, body }) {
    const { lists } = context().library;
    await lists.visit(reader.id);
    await lists.markSeen(reader.id, body.seen ?? []);
  },
});
