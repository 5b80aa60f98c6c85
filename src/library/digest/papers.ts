/** The papers of a digest, said in words: what the mail shows of each. */
import { beginningOf } from "#lab/text/clusters";
import type { PaperSummary } from "../catalogue.ts";
import { chosenBy, summarize } from "../papers/summaries.ts";
import type { Db } from "../store/database.ts";
import { reproducedInWords } from "../words/claims.ts";
import { count } from "../words/count.ts";
import { plainMaths } from "../words/plain-maths.ts";
import { formatDay, formatEstimate } from "../words/time.ts";
import type { Digest, DeliveryContent, DigestPaper, Why } from "./content.ts";

/** Looks papers up by number, each once however many digests it is in. */
export interface PaperSource {
  load(ids: readonly number[]): Promise<void>;
  /** Without why it is there. null: it was deleted since. */
  get(id: number): Omit<DigestPaper, "why"> | null;
}

export function paperSource(db: Db): PaperSource {
  const known = new Map<number, Omit<DigestPaper, "why"> | null>();
  return {
    async load(ids) {
      const missing = [...new Set(ids)].filter((id) => !known.has(id));
      if (missing.length === 0) return;
      const rows = await summarize(db, chosenBy(missing));
      const found = new Map(rows.map(({ chosen, paper }) => [chosen.id, inWords(paper)]));
      for (const id of missing) known.set(id, found.get(id) ?? null);
    },
    get: (id) => known.get(id) ?? null,
  };
}

/** null: none of its papers is there any more. */
export function digestOf(frequency: Digest["frequency"], content: DeliveryContent, source: PaperSource): Digest | null {
  const found = content.papers.flatMap(({ paper, why }) => {
    const known = source.get(paper);
    return known === null ? [] : [{ ...known, why: reason(why) }];
  });
  return found.length === 0 ? null : { frequency, day: content.day, papers: found, more: content.more };
}

/** Longer summaries, and abstracts where there is none, are cut at the end of a sentence or word. */
const longestSummary = 420;

function inWords(paper: PaperSummary): Omit<DigestPaper, "why"> {
  const { slug, title, summary, published, topics, votes, comments, source, experiment } = paper;
  const facts = [
    published === null ? null : published.length === 10 ? formatDay(published) : published,
    names(paper),
    ...topics.slice(0, 3).map(({ name }) => name),
    votes > 0 ? count(votes, "vote") : null,
    comments > 0 ? count(comments, "comment") : null,
  ];
  return {
    slug,
    title: oneLine(plainMaths(title)),
    summary: cut(oneLine(plainMaths(summary ?? paper.brief ?? "")), longestSummary),
    marks: paper.claims.map(({ verdict }) => verdict ?? "none"),
    reproduced: reproducedInWords(paper),
    facts: facts.filter((fact) => fact !== null && fact !== "") as string[],
    runs:
      experiment === null
        ? null
        : `runs in a browser, about ${formatEstimate(experiment.presets.quick.seconds.browser)}`,
    source: source && { name: source.name === "Web" ? source.id : source.name, url: source.url },
  };
}

/** Up to three names: one paper has thousands. */
function names({ authors, authorCount, organization }: PaperSummary): string | null {
  if (authors.length === 0) return authorCount === null ? organization : count(authorCount, "author");
  const more = Math.max(authorCount ?? 0, authors.length) - Math.min(3, authors.length);
  const named = authors.slice(0, 3).map(oneLine).join(", ");
  return more > 0 ? `${named} and ${more} more` : named;
}

export function reason(why: Why): string {
  switch (why.kind) {
    case "author":
      return `By ${why.name}, whom you follow`;
    case "search":
      return `Found by your search “${why.query}”`;
    case "topic":
      return `On ${why.name}, a topic of yours`;
    case "like":
      return `Like “${plainMaths(oneLine(why.title))}”`;
    case "trending": {
      const acts = [
        why.votes > 0 ? count(why.votes, "vote") : null,
        why.comments > 0 ? count(why.comments, "comment") : null,
      ];
      return `Trending: ${acts.filter((act) => act !== null).join(", ")}`;
    }
    case "new":
      return "New";
  }
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

export function cut(text: string, longest: number): string | null {
  if (text === "") return null;
  if (text.length <= longest) return text;
  const part = text.slice(0, longest);
  const sentence = Math.max(...[". ", "! ", "? "].map((end) => part.lastIndexOf(end)));
  if (sentence > longest / 2) return part.slice(0, sentence + 1);
  const space = part.lastIndexOf(" ");
  return `${(space > longest / 2 ? part.slice(0, space) : beginningOf(text, longest)).replace(/[\s,;:(]+$/, "")} …`;
}
