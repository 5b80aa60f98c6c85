/** Asks the sources for a paper that somebody named: arXiv by id, Crossref and OpenAlex by DOI, and else the page itself. */
import type { PaperDraft, Parsed } from "../../ingest/draft/draft.ts";
import { FetchError } from "../../ingest/fetch/errors.ts";
import { isHtml } from "../../ingest/formats/list-page-html.ts";
import { openService, type Access, type ServiceName, type ServiceRequests } from "../../ingest/services/services.ts";
import type { Reference } from "./reference.ts";
import { parsePaperPage } from "./page.ts";

export type Sources = Omit<Access, "cursor">;

export interface Answered {
  /** null: nobody has it, or nobody could be asked. */
  readonly draft: PaperDraft | null;
  /** Why there is no draft: a sentence for whoever asked, one per source. */
  readonly problems: readonly string[];
}

export async function lookUp(reference: Reference, sources: Sources): Promise<Answered> {
  const problems: string[] = [];
  const first = async (attempts: readonly (() => Promise<PaperDraft | string>)[]): Promise<PaperDraft | null> => {
    for (const attempt of attempts) {
      const answer = await attempt();
      if (typeof answer !== "string") return answer;
      problems.push(answer);
    }
    return null;
  };
  const { arxiv, doi, url } = reference;
  const draft = await first([
    ...(arxiv === null ? [] : [() => ask("arXiv", "arxiv-ids", { ids: [arxiv] }, sources)]),
    ...(doi === null
      ? []
      : [
          () => ask("Crossref", "crossref", { ids: [doi] }, sources),
          () => ask("OpenAlex", "openalex", { ids: [doi] }, sources),
        ]),
  ]);
  if (draft !== null || url === null) return { draft, problems };
  const page = await askPage(url, sources);
  if (typeof page === "string") return { draft: null, problems: [...problems, page] };
  // What a page says of itself is believed where nobody better can be asked.
  const named = { arxiv: page.arxiv, doi: page.arxiv === null ? page.doi : null, url: null };
  const asked = (named.arxiv !== null && named.arxiv !== arxiv) || (named.doi !== null && named.doi !== doi);
  return { draft: (asked ? (await lookUp(named, sources)).draft : null) ?? page, problems: [] };
}

async function ask<Name extends ServiceName>(
  title: string,
  name: Name,
  request: ServiceRequests[Name],
  sources: Sources,
): Promise<PaperDraft | string> {
  try {
    for await (const batch of openService(name, request, sources)) {
      const answer = onlyPaper(batch);
      if (answer !== null) return typeof answer === "string" ? `${title}: ${answer}.` : answer;
    }
    return `${title} has no such paper.`;
  } catch (error) {
    return unreachable(title, error);
  }
}

async function askPage(url: string, { fetcher, context, signal }: Sources): Promise<PaperDraft | string> {
  const { host } = new URL(url);
  try {
    const answer = await fetcher.fetch(url, { headers: { accept: "text/html" }, signal });
    const html = answer.text();
    if (!/html/i.test(answer.headers["content-type"] ?? "") && !isHtml(html))
      return `${host} answered with something that is not a web page.`;
    const found = onlyPaper(parsePaperPage(html, answer.url, context));
    return typeof found === "string" || found === null ? `${host}: ${found ?? "no paper there"}.` : found;
  } catch (error) {
    return unreachable(host, error);
  }
}

/** The paper of an answer, or why there is none; null: it says nothing either way. */
function onlyPaper({ drafts, rejected, failure }: Parsed): PaperDraft | string | null {
  return failure ?? drafts[0] ?? rejected[0]?.reason ?? null;
}

/** @throws what is no matter of the network. */
function unreachable(who: string, error: unknown): string {
  if (!(error instanceof FetchError)) throw error;
  switch (error.kind) {
    case "rate-limited":
      return `${who} asks us to come back later.`;
    case "private-address":
      return `${who} is not an address of the public internet, and is not asked.`;
    case "http":
      return error.status === 404 || error.status === 410
        ? `${who} has no such page.`
        : `${who} answered with an error (HTTP ${error.status}).`;
    case "too-large":
      return `${who} answered with more than can be read.`;
    case "refused":
      return `${who} was not asked: ${error.message.slice(0, error.message.lastIndexOf(" ("))}.`;
    default:
      return `${who} cannot be reached from this machine.`;
  }
}
