/** Papers: lists of them page by page, what has changed, and one with its ledger. */
import type { PaperPage } from "#library/catalogue";
import { arxivId } from "#library/ingest/draft/identity";
import { z } from "zod";
import { Refused } from "../../http/answers.ts";
import { context } from "../../context.ts";
import { dailyPaper } from "../../lists/daily.ts";
import { linkNext } from "../next.ts";
import { operation } from "../operation.ts";
import { after, limitUpTo, since, slugOf, yes } from "../shapes/common.ts";
import { dailyPaperShape } from "../shapes/daily.ts";
import { paperPage, paperSummary } from "../shapes/papers.ts";

const group = "Papers";

/** Milliseconds by which the moment to go on from lies back: what is stored meanwhile has an earlier one, and comes twice rather than never. */
const overlap = 60_000;

export const listPapers = operation({
  id: "listPapers",
  method: "GET",
  path: "/api/papers",
  group,
  summary: "Papers, newest day first, page by page",
  details:
    "With `since`, instead, those that came in or whose facts changed since that moment, the one that changed first at the beginning: what an incremental reader asks for. It goes on with the moment in the header `papertape-since`, and may see a paper twice. A verdict that changed is no fact of a paper: ask `/api/runs?since=` for runs.",
  who: "anyone",
  query: z.strictObject({
    topic: z.string().min(1).max(300).optional().describe("A topic's name in addresses."),
    since: since.optional(),
    limit: limitUpTo(1_000, 100),
    after: after.optional(),
  }),
  answer: z.array(paperSummary),
  headers: {
    link: 'The address of the next page, with `rel="next"`; absent on the last one.',
    "papertape-since": "With `since`: the moment to ask with next time.",
  },
  refuses: ["INVALID_LIST_QUESTION"],
  async run({ query: { topic, since, limit, after }, event, reply }) {
    const { lists } = context().library;
    if (since !== undefined) reply.headers.set("papertape-since", new Date(Date.now() - overlap).toISOString());
    const { entries, next } =
      since === undefined
        ? await lists.page({ of: topic === undefined ? { kind: "all" } : { kind: "topic", topic }, limit, after })
        : await lists.changes({ since, topic, limit, after });
    linkNext(reply, event.url, next === null ? null : { after: next });
    return entries.map(({ paper }) => paper);
  },
});

export const getPaper = operation({
  id: "getPaper",
  method: "GET",
  path: "/api/papers/{slug}",
  group,
  summary: "One paper with its ledger, or by its arXiv id",
  details:
    "By its name in addresses: everything that is known of it, its claims with their verdicts, and its latest runs. By its arXiv id: the paper under the names that clients of the daily-papers API expect.",
  who: "anyone",
  parts: z.strictObject({ slug: slugOf("The paper's name, or its arXiv id") }),
  query: z.strictObject({ visitors: yes.optional().describe("1: show runs that visitors sent too.") }),
  answer: z.union([paperPage, dailyPaperShape]),
  refuses: ["NO_SUCH_PAPER"],
  async run({ path: { slug: asked }, query }) {
    const { library, catalogue } = context();
    // No address here has a full stop in it, and every arXiv id that fits into one part of a path has.
    const id = asked.includes(".") ? arxivId(asked) : null;
    const slug = id === null ? asked : await library.lists.slugOf(id);
    const paper: PaperPage | null =
      slug === null ? null : await catalogue.paper(slug, { visitors: query.visitors === "1" });
    if (paper === null) throw new Refused(404, "NO_SUCH_PAPER", `no paper ${JSON.stringify(asked.slice(0, 200))}`);
    return id === null ? paper : dailyPaper(paper, id);
  },
});
