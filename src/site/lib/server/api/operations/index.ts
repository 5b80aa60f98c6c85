/** Every operation that the description has, in the order in which people read about them. */
import type { Operation } from "../operation.ts";
import * as daily from "./daily.ts";
import * as discussion from "./discussion.ts";
import * as lists from "./lists.ts";
import * as papers from "./papers.ts";
import * as reading from "./reading.ts";
import * as runs from "./runs.ts";

/** Groups of operations, and what each is about. */
export const groups: Readonly<Record<string, string>> = {
  Papers: "What is known of papers, what they claim, and what was measured of it.",
  Search: "Papers by words, and by meaning where there is a model.",
  "Daily papers": "The same papers under the names that clients of Hugging Face's daily-papers API expect.",
  Runs: "What was computed, where and with which seeds.",
  Readers: "What people make of papers together: votes, comments, collections, what they follow.",
  "This installation": "How this site stands, and what it can be asked.",
};

export const operations: readonly Operation[] = [papers, reading, daily, runs, discussion, lists].flatMap((group) =>
  Object.values(group),
);
