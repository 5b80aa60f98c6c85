/** Everything on a paper's page: facts, ledger, the picture, the method, how to use it. */
import { loadExport, paperBySlug } from "#papers/registry";
import { context } from "$lib/server/context";
import { bibtex } from "#library/citations/bibtex";
import { comparisonsWith } from "$lib/server/papers/comparisons";
import { downloadBytes } from "$lib/server/papers/datasets";
import { communityOf } from "$lib/server/papers/discussion";
import { elsewhere } from "$lib/community/elsewhere";
import { byline } from "$lib/server/lists/entries";
import { titleKey } from "#library/ingest/draft/identity";
import { linked } from "$lib/server/text/linked";
import { plainTitle, withMaths } from "$lib/server/text/maths";
import { paperNotes } from "$lib/server/papers/notes";
import { drawnCharts, pictureRun } from "$lib/server/papers/picture";
import { paperHead } from "$lib/server/papers/head";
import { explorationAt } from "$lib/server/papers/explore";
import { serverRunOffer } from "$lib/server/papers/server-run";
import { registeredHash, registrationState } from "$lib/server/papers/registration";
import { importLine, paperSource } from "$lib/server/papers/source";
import { noSuchPaper } from "$lib/server/http/suggest";
import { reproducedInWords } from "#library/words/claims";
import { datasetTitles } from "$lib/server/papers/dataset-titles";
import { redirect } from "@sveltejs/kit";
import type { PageServerLoad } from "./$types";
import { paperActions } from "./actions.ts";

export const actions = paperActions;

/** Of a paper's authors; the rest is counted. */
const namedAuthors = 22;

export const load: PageServerLoad = async (event) => {
  const { params, locals, url } = event;
  const { catalogue, version, library } = context();
  // Nobody has checked what visitors send: it is there for whoever asks.
  const visitors = url.searchParams.has("visitors");
  const paper = (await catalogue.paper(params.slug, { visitors })) ?? (await noSuchPaper(params.slug));
  // It turned out to be another one.
  if (paper.slug !== params.slug) redirect(308, `/papers/${paper.slug}${url.search}`);
  const [
    picture,
    method,
    experimentSource,
    notes,
    exported,
    comparisons,
    registration,
    exploration,
    extraction,
    names,
  ] = await Promise.all([
    paper.runs === 0 ? null : pictureRun(catalogue, paper.slug),
    paperSource(paper.slug, "method"),
    paperSource(paper.slug, "experiment"),
    paperNotes(paper.slug),
    loadExport(paper.slug),
    comparisonsWith(paper.slug),
    registrationState(paper.slug),
    explorationAt(paper.slug, url.searchParams),
    paper.abstract === null ? null : library.extracted.in(paper.abstract),
    library.entities.inAbstract(paper.slug),
  ]);
  const { slug, published, listed, source, code, topics, comments, unverified, experiment, ledger } = paper;
  const pdf = source?.name === "arXiv" ? `https://arxiv.org/pdf/${source.id}` : null;
  return {
    slug,
    title: plainTitle(paper.title),
    titleHtml: withMaths(paper.title),
    summary: paper.summary,
    abstractHtml: paper.abstract === null ? null : linked(paper.abstract, names),
    /** Whether the abstract has links that no author made. */
    linked: names.length > 0,
    by: byline(paper),
    authors: paper.authors.slice(0, namedAuthors).map((name) => ({ name, href: `/authors/${titleKey(name)}` })),
    moreAuthors: Math.max(paper.authorCount ?? 0, paper.authors.length) - Math.min(paper.authors.length, namedAuthors),
    pdf,
    head: paperHead(paper, `${url.origin}/papers/${slug}`, pdf),
    published,
    venue: paper.venue,
    listed,
    source,
    code,
    topics,
    elsewhere: elsewhere(paper),
    comments,
    community: await communityOf(event, paper),
    /** Whether the reader has it behind them; null where nobody is signed in. */
    read: locals.reader && (await library.lists.hasSeen(locals.reader.id, slug)),
    unverified,
    marks: paper.claims.map(({ verdict }) => verdict ?? ("none" as const)),
    reproduced: reproducedInWords(paper),
    ledger,
    registration,
    experiment: experiment && {
      presets: experiment.presets,
      charts: experiment.charts,
      measures: experiment.measures,
      untuned: experiment.untuned,
      datasets: datasetTitles(experiment.datasets),
      downloadBytes: await downloadBytes(experiment.datasets),
      registration: await registeredHash(slug),
    },
    serverRuns: await serverRunOffer(locals, slug),
    exploration,
    /** What rules read from the abstract; nobody verified it. */
    extraction,
    versions: { papertape: version },
    picture: picture && {
      run: picture.record.id,
      origin: picture.record.origin,
      preset: picture.record.preset,
      seeds: picture.record.seeds.length,
      startedAt: picture.record.startedAt,
      charts: drawnCharts(picture),
    },
    comparisons,
    method,
    importLine: method && importLine(slug, method.exports),
    experimentSource,
    notes,
    exported: exported !== null,
    notATensorProgram: paperBySlug(slug)?.notATensorProgram ?? null,
    bibtex: bibtex(paper),
    sentToZotero: url.searchParams.has("zotero"),
    runs: paper.recentRuns,
    visitors,
    related: (await library.search.related(slug)).map((near) => ({
      slug: near.slug,
      titleHtml: withMaths(near.title),
      by: byline(near),
      published: near.published,
    })),
  };
};
