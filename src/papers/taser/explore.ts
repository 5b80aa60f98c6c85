/** How a schema grows on a few filings, by how many misfits the recommender sees and how many of them have to ask for a change. */
import { explore, inWords } from "#lab/kit/index";
import { apply, portfolio, type Schema } from "./agents/schema.ts";
import { coverageOf, drawCorpus } from "./experiment/corpus.ts";
import paper from "./paper.ts";
import { taser } from "./method.ts";

const corpora = new Map<number, ReturnType<typeof drawCorpus>>();

const titles: Readonly<Record<string, string>> = { name: "the name", type: "the kind", marketValue: "the value" };

export default explore(paper, {
  intro:
    "A schema knows equities, bonds and cash, and two names for every column; eight filings of a fund have more. Let the recommender see few misfits or many: with few it takes one column for another, and with one alone nothing is ever asked for twice.",
  inputs: {
    batch: {
      kind: "number",
      label: "Misfits that the recommender sees at once",
      min: 0,
      max: 7,
      step: 1,
      default: 5,
      base: 2,
    },
    support: { kind: "number", label: "Rows that have to ask for a change", min: 1, max: 8, step: 1, default: 2 },
    filings: {
      kind: "choice",
      label: "Filings",
      options: { "1": "of one fund", "2": "of another", "3": "of a third" },
      default: "1",
    },
  },
  charts: {
    "Holdings found": {
      x: { label: "Version of the schema" },
      y: { label: "Holdings rightly extracted", unit: "%" },
      caption: "Each version has one change more. Columns bring whole tables, kinds of instruments a few rows.",
    },
  },
  compute({ batch, support, filings }) {
    const seed = Number(filings);
    const corpus = corpora.get(seed) ?? drawCorpus(seed, 8, 24);
    corpora.set(seed, corpus);
    const work = taser(corpus.documents, portfolio, { batch, support, rounds: 3 });
    let step = work.next();
    while (!step.done) step = work.next();
    const used = step.value.decisions
      .filter(({ outcome }) => outcome === "used")
      .sort((a, b) => a.version - b.version)
      .map(({ proposal }) => proposal.change);
    const versions = used.reduce((all: Schema[], change) => [...all, apply(all.at(-1)!, change)], [portfolio]);
    const found = versions.map((schema) => coverageOf(schema, { ...corpus, seen: 0 }));
    const percent = found.map(({ right, all }) => (100 * right) / Math.max(1, all));
    const steps = used.map((change, at) => ({ ...change, gained: percent[at + 1] - percent[at] }));
    const [best] = steps.sort((a, b) => b.gained - a.gained);
    const last = found.at(-1)!;
    const what =
      best?.op === "addAlias" ? `the column “${best.value}”, read as ${titles[best.field]}` : `“${best?.value}”`;
    const said = best ? ` What brought most: ${what}.` : "";
    return {
      points: percent.map((y, at) => ({ chart: "Holdings found", series: "the loop", x: at + 1, y })),
      statement:
        `${used.length} changes of the schema are used, and ${inWords(percent.at(-1)!)} % of the holdings are right, against ${inWords(percent[0])} % before; ` +
        `${last.emitted - last.right} rows are extracted that are wrong.${said}`,
    };
  },
});
