/** Search: what it takes in an address, and what it answers. */
import { verdicts } from "#lab/kit/index";
import { searchOrders, type SearchOrder } from "#library/search/search";
import { z } from "zod";
import { day, yes, yesOrNo } from "./common.ts";
import { paperSummary } from "./papers.ts";

const orders = searchOrders as readonly [SearchOrder, ...SearchOrder[]];
const name = z.string().min(1).max(300);

export const searchQuery = z.strictObject({
  q: z.string().max(10_000).default("").meta({
    description: "Any text is a query; one without words lists what the filters leave.",
    example: "layer norm",
  }),
  page: z.int().min(1).max(1_000_000).default(1).describe("Of 20 results each; behind the fiftieth there are none."),
  facets: yes.optional().describe("1: count the facets too."),
  from: day.optional(),
  to: day.optional(),
  author: name.optional(),
  topic: name.optional(),
  source: name.optional(),
  entity: name.optional().meta({
    description: "An entity that the abstract mentions, as the facets name it.",
    example: "wordnet:n12345",
  }),
  experiment: z.enum(["yes"]).optional(),
  verdict: z.enum(verdicts).optional(),
  code: yesOrNo.optional(),
  reproduced: yesOrNo.optional(),
  without: name
    .optional()
    .describe(
      "Words, and phrases in quotation marks: papers with any of them are left out. A `-word` of q says the same.",
    ),
  order: z.enum(orders).optional(),
});

const range = z.tuple([z.int(), z.int()]).describe("First and one past the last character.");

const hit = z
  .strictObject({
    paper: paperSummary,
    titleMarks: z.array(range),
    excerpt: z.strictObject({ text: z.string(), marks: z.array(range) }).nullable(),
  })
  .meta({ id: "SearchHit" });

const facet = z.strictObject({ value: z.string(), name: z.string(), count: z.int() }).meta({ id: "Facet" });

const facets = z
  .strictObject({
    years: z.array(facet),
    topics: z.array(facet),
    authors: z.array(facet),
    sources: z.array(facet),
    entities: z.array(facet),
    verdicts: z.array(facet),
    experiments: z.int(),
    counted: z.int(),
  })
  .meta({ id: "Facets" });

const chip = z
  .strictObject({ words: z.string(), says: z.string(), without: z.string(), asWords: z.string() })
  .meta({ id: "QueryChip" });

export const searchAnswer = z
  .strictObject({
    text: z.string(),
    total: z.int(),
    hits: z.array(hit),
    facets: facets.nullable(),
    ranking: z.enum(["bm25", "fused", "newest"]),
    order: z.enum(orders),
    read: z
      .strictObject({
        normal: z.string().describe("The same search in its standard wording."),
        chips: z.array(chip).describe("What was read as a filter or an order."),
        relaxed: z.array(chip).describe("Filters that were given up, because nothing passes them with the others."),
        notices: z.array(z.string()),
      })
      .meta({ id: "QueryReading" }),
    corrected: z.string().nullable(),
    suggestion: z.string().nullable(),
  })
  .meta({ id: "SearchAnswer" });
