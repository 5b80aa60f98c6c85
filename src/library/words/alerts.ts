/** Alerts in words, the same on pages, in mails and in feeds. */
import type { EventDetails } from "../alerts/events.ts";
import { verdictWords } from "./verdict.ts";

/** What happened to a paper: "Version 3 is on arXiv". */
export function eventInWords(details: EventDetails): string {
  if ("version" in details) return `Version ${details.version} is on arXiv`;
  if ("code" in details) return `The authors' code is known: ${details.code}`;
  const { statement, before, after } = details;
  const [was, is] = [before, after].map((verdict) => verdictWords[verdict ?? "none"].word);
  return `A verdict has changed from “${was}” to “${is}”: ${statement}`;
}

/** Why a new paper is told of. */
export const followedInWords = (reason: string): string => `New, because you follow ${reason}`;
