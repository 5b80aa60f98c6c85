/** A paper as Markdown: its facts, and every claim as stated beside what was measured. */
import type { LedgerRow, PaperPage } from "../catalogue.ts";
import { expectation, markOf, reproducedInWords } from "../words/claims.ts";
import { formatSpread } from "../words/number.ts";
import { verdictWords } from "../words/verdict.ts";
import { plainMarkdown as plain } from "./plain-markdown.ts";

/** @param address of the site, without a slash at its end. */
export function paperMarkdown(paper: PaperPage, address: string): string {
  const { slug, title, authors, published, venue, source, code, summary, ledger } = paper;
  const facts = [
    authors.length > 0 && `Authors: ${plain(authors.join(", "))}`,
    published && `Published: ${published}`,
    venue && `Venue: ${plain(venue)}`,
    source && `Source: <${link(source.url)}>`,
    code && `Code: <${link(code)}>`,
    `Here: <${address}/papers/${slug}>`,
  ].filter((fact): fact is string => typeof fact === "string");
  const parts = [`# ${plain(title)}`, facts.map((fact) => `- ${fact}`).join("\n")];
  if (summary !== null) parts.push(plain(summary));
  if (ledger.length > 0)
    parts.push(
      `## Claims\n\n${reproducedInWords(paper)}.`,
      ["| claim | expected | measured | verdict |", "| --- | --- | ---: | --- |", ...ledger.map(row)].join("\n"),
    );
  return `${parts.join("\n\n")}\n`;
}

const link = (url: string): string => url.replace(/[<>\s]/g, encodeURIComponent);

function row({ claim, judgement }: LedgerRow): string {
  const { mean, interval } = judgement;
  const measured = mean === null ? "" : `${formatSpread(mean, interval ?? [mean, mean])} ${claim.unit}`.trim();
  const cells = [claim.statement, expectation(claim), measured, verdictWords[markOf(judgement)].word];
  return `| ${cells.map(plain).join(" | ")} |`;
}
