/** What this machine's own commands send. What is computed or read elsewhere the library checks itself, and names every reason. */
import { searchOrders, type SearchOrder } from "#library/search/search";
import { verdicts } from "#lab/kit/index";
import { z } from "zod";

/** Bytes. */
export const limits = { words: 10_000, facts: 100_000, points: 8_000_000, papers: 32_000_000 };

const texts = z.array(z.string());

const filters = z.strictObject({
  from: z.string().optional(),
  to: z.string().optional(),
  author: z.string().optional(),
  topic: z.string().optional(),
  source: z.string().optional(),
  entity: z.string().optional(),
  experiment: z.boolean().optional(),
  verdict: z.enum(verdicts).optional(),
  code: z.boolean().optional(),
  reproduced: z.boolean().optional(),
  arxiv: z.string().optional(),
  authors: texts.optional(),
  topics: texts.optional(),
  without: z.string().optional(),
});

export const searchRequestShape = z.strictObject({
  text: z.string(),
  filters: filters.optional(),
  offset: z.int().min(0).optional(),
  limit: z.int().min(1).max(100).optional(),
  facets: z.boolean().optional(),
  order: z.enum(searchOrders as readonly [SearchOrder, ...SearchOrder[]]).optional(),
  today: z.string().optional(),
  relax: z.boolean().optional(),
});

export const followDeed = z.discriminatedUnion("deed", [
  z.strictObject({ deed: z.literal("list") }),
  z.strictObject({ deed: z.enum(["follow", "unfollow"]), text: z.string() }),
  z.strictObject({ deed: z.literal("look"), text: z.string(), by: z.string() }),
]);

/** What is asked for the library checks itself. */
export const serverRunDeed = z.discriminatedUnion("deed", [
  z.looseObject({ deed: z.literal("request") }),
  z.strictObject({ deed: z.literal("cancel"), id: z.string() }),
]);

const concept = z.strictObject({
  id: z.string(),
  name: z.string(),
  aliases: texts,
  types: texts,
  definition: z.string().optional(),
});

export const linkDeed = z.discriminatedUnion("deed", [
  z.strictObject({ deed: z.enum(["dictionaries", "link"]) }),
  z.strictObject({
    deed: z.literal("load"),
    name: z.string(),
    concepts: z.array(concept),
    notice: z.string().nullable(),
  }),
  z.strictObject({ deed: z.literal("remove"), name: z.string() }),
]);

export const trainingWish = z.strictObject({ anew: z.boolean() });

export const digestDay = z.strictObject({ day: z.string().optional() });
export const digestSending = z.strictObject({
  day: z.string().optional(),
  to: z.string().optional(),
  explain: z.boolean().optional(),
});

/** Where a job goes on; its name may be a path on this machine. */
export const ingestJob = z.strictObject({ job: z.string() });

export const listPage = z.strictObject({
  text: z.string(),
  asOf: z.string().optional(),
  name: z.string().optional(),
});

export const importStart = z.strictObject({ title: z.string(), asOf: z.string(), startedBy: z.string() });
export const importEnd = z.strictObject({
  id: z.int(),
  end: z.looseObject({ state: z.enum(["done", "failed"]), says: z.string() }),
});

const period = z.strictObject({
  kind: z.enum(["day", "week", "month"]),
  name: z.string(),
  first: z.iso.date(),
  end: z.iso.date(),
});

export const listQuestion = z.discriminatedUnion("deed", [
  z.strictObject({
    deed: z.literal("page"),
    of: z.union([z.strictObject({ kind: z.literal("period"), period }), z.strictObject({ kind: z.literal("all") })]),
    sort: z.enum(["newest", "votes", "comments", "heat"]).optional(),
    after: z.string().optional(),
    limit: z.int().min(1).max(1_000).optional(),
    abstracts: z.boolean().optional(),
  }),
  z.strictObject({ deed: z.literal("latestDay"), today: z.iso.date() }),
  z.strictObject({ deed: z.literal("slugOf"), arxiv: z.string() }),
]);

export const runsToDelete = z.union([
  z.strictObject({ ids: z.array(z.string()).max(1_000) }),
  z.strictObject({ visitors: z.literal(true), paper: z.string().optional() }),
]);

export const bakeoffBeginning = z.strictObject({ start: z.looseObject({}), anew: z.boolean().optional() });

/** One of those that the library checks. */
export const checkedLater = z.looseObject({});
