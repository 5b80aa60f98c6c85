/** TASER: a schema finds tables, extracts their rows, and grows by what did not fit. */
import { definePaper } from "#lab/kit/index";

const noData = "no copy of the announced data set was found, so its counts cannot be checked";
const generated = "the paper's agents are language models over filings that could not be found";

export default definePaper({
  slug: "taser",
  title: "TASER: Table Agents for Schema-guided Extraction and Recommendation",
  published: "2025-08-18",
  authors: 5,
  arxiv: "2508.13404",
  code: null,
  summary:
    "Extracts ragged, multi-page tables by a schema that revises itself: rows that do not fit become proposals for new fields and types, and extraction is repeated. " +
    "Agents detect, classify, extract and recommend; a recommender that sees larger batches of misfits makes more useful proposals. " +
    "Built for holdings in fund filings, where no fixed schema foresees every instrument. What runs here is a reconstruction: rules take the places of the agents.",
  topics: ["tables", "structured-output"],
  notATensorProgram: "text in, text out",
  claims: {
    "detect-vs-tatr": {
      statement:
        "a detector led by the schema finds tables better than Table Transformer, which looks at the page's image",
      better: "higher",
      unit: "points of F1",
      stated: null,
      statedAs: "10.1 % better",
      kind: "quality",
      scale: "toy",
      counts: 1,
      outOfScope: {
        why: "Table Transformer is an image model that is not run here",
        proxy:
          "F1 of the schema-led detector minus that of the better of two that know no schema, by ruled lines and by density of numbers, on generated filings",
      },
      unverified: "the metric, and whether 10.1 % is absolute or relative",
    },
    "batch-actionable": {
      statement: "larger batches of misfits yield more proposals that are actionable and get used",
      better: "higher",
      unit: "% more",
      stated: null,
      statedAs: "104.3 % more",
      kind: "quality",
      scale: "toy",
      counts: 5,
      compares: "added",
      outOfScope: {
        why: generated,
        proxy:
          "changes that a rule-based recommender proposes on generated filings and that are used, batches of 100 against batches of 5 misfits",
      },
    },
    "batch-extractions": {
      statement: "larger batches of misfits end in more extracted holdings",
      better: "higher",
      unit: "% more",
      stated: null,
      statedAs: "9.8 % more",
      kind: "quality",
      scale: "toy",
      counts: 2,
      compares: "added",
      outOfScope: {
        why: generated,
        proxy:
          "rows rightly extracted from generated filings that the loop has not seen, batches of 100 against batches of 5 misfits",
      },
    },
    "no-boxes": {
      statement: "almost no table of the data has a ruled frame",
      better: "equal",
      unit: "%",
      stated: 99.4,
      neutral: 99.4,
      tolerance: 0.05,
      kind: "property",
      outOfScope: { why: noData },
    },
    "max-rows": {
      statement: "the largest table has 426 rows",
      better: "equal",
      unit: "rows",
      stated: 426,
      neutral: 426,
      tolerance: 0,
      kind: "property",
      outOfScope: { why: noData },
    },
    "max-pages": {
      statement: "the longest table spans 44 pages",
      better: "equal",
      unit: "pages",
      stated: 44,
      neutral: 44,
      tolerance: 0,
      kind: "property",
      outOfScope: { why: noData },
    },
    "data-pages": {
      statement: "22,584 pages were labelled by hand",
      better: "equal",
      unit: "pages",
      stated: 22584,
      statedAs: "22,584 pages, 28,150,449 tokens",
      neutral: 22584,
      tolerance: 0,
      kind: "property",
      outOfScope: { why: noData },
    },
    "data-tables": {
      statement: "3,213 tables were labelled by hand",
      better: "equal",
      unit: "tables",
      stated: 3213,
      neutral: 3213,
      tolerance: 0,
      kind: "property",
      outOfScope: { why: noData },
    },
    "data-value": {
      statement: "the labelled holdings are worth 732 billion dollars",
      better: "equal",
      unit: "USD",
      stated: 731_685_511_687,
      neutral: 731_685_511_687,
      tolerance: 0,
      kind: "property",
      outOfScope: { why: noData },
    },
    "schema-conforming": {
      statement: "whatever the tables look like, every emitted row satisfies the schema",
      better: "equal",
      unit: "share of rows",
      stated: 1,
      statedAs: "normalized, schema-conforming output",
      neutral: 1,
      tolerance: 0,
      kind: "property",
      scale: "exact",
    },
    continuous: {
      statement:
        "the loop of recommending and extracting again is what raises coverage: without it fewer of the right rows are found",
      better: "higher",
      unit: "points of recall",
      stated: null,
      statedAs: "the importance of a continuous process is stressed, no number",
      kind: "quality",
      scale: "toy",
      counts: 1,
    },
  },
  unverified: [
    "read: the abstract in two versions and a one-paragraph summary",
    "prompts, models, metric formulas and the schema of the paper; what runs here is our design around its loop",
  ],
});
