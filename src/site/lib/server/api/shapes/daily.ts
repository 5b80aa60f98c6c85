/** Papers under the names that clients of the public daily-papers API expect. What nobody said is null or absent. */
import { z } from "zod";
import { moment } from "./common.ts";

const author = z
  .strictObject({ _id: z.string(), name: z.string(), hidden: z.literal(false) })
  .meta({ id: "DailyAuthor" });
const organization = z
  .strictObject({ _id: z.string(), name: z.string(), fullname: z.string() })
  .meta({ id: "DailyOrganization" });

const inner = {
  id: z.string().describe("The arXiv id where there is one, else the paper's name in addresses here."),
  authors: z.array(author),
  publishedAt: moment.nullable(),
  submittedOnDailyAt: moment.nullable(),
  title: z.string(),
  summary: z.string(),
  upvotes: z.int(),
  discussionId: z.string().describe("The paper's name in addresses here."),
  organization: organization.optional(),
};

export const dailyEntryShape = z
  .strictObject({
    paper: z.strictObject(inner).meta({ id: "DailyInnerPaper" }),
    publishedAt: moment.nullable(),
    title: z.string(),
    summary: z.string(),
    numComments: z.int(),
    organization: organization.optional(),
    isAuthorParticipating: z.literal(false),
  })
  .meta({ id: "DailyEntry" });

export const dailyPaperShape = z
  .strictObject({ ...inner, githubRepo: z.string().optional(), projectPage: z.string().optional() })
  .meta({ id: "DailyPaper" });
