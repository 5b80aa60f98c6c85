/** What can be evaluated: one line each for the help, the files that it reads, and who does it. */
import type { Report } from "#library/evaluate/report";
import { jsonOf } from "#library/evaluate/report";
import type { Io } from "../command.ts";
import { evalSearch } from "./search.ts";

export interface Options {
  readonly modality: "text" | "image" | "audio";
  readonly scorer: "fixed" | "compat";
  /** A folder. */
  readonly also?: string;
}

export interface Evaluation {
  /** Files of the folder and their records, and what is printed. A paragraph of the help. */
  readonly says: string;
  evaluate(folder: string, options: Options, io: Io): Promise<{ report: Report; json: unknown }>;
}

const both = async (report: Promise<Report>) => ({ report: await report, json: jsonOf(await report) });

export const evaluations: Readonly<Record<string, Evaluation>> = {
  search: {
    says: "docs.jsonl ({id, title, text}), queries.jsonl ({id, text}) and qrels.tsv (query, document, grade), as BEIR and TREC have them. The documents go into an empty library in memory, so nothing of yours is read or changed. Printed are nDCG@10, MRR@10, recall at 10 and 100, and how many milliseconds a page of twenty results takes: by words, by meaning, and both, with what is gained over words alone and its 95 % interval over the queries. Meaning is an encoder that is trained on the documents, as a library does with its papers, and on those of --also; or the model that PAPERTAPE_EMBEDDER names. A line that cannot be read ends it.",
    evaluate: (folder, options, io) => evalSearch(folder, options, io),
  },
  sob: {
    says: "records.jsonl ({record_id, input: {json_schema}, output: {ground_truth}}) and responses.jsonl ({model, record_id, candidate_response}). Printed are the means of each model by the structured output benchmark; --modality says where the texts came from.",
    evaluate: async (folder, { modality }) =>
      both((await import("#library/evaluate/sob")).evaluateSob(folder, modality)),
  },
  charts: {
    says: "references.jsonl ({id, reference, pie?}, in Markdown, flow charts in Mermaid) and predictions.jsonl ({model, id, format, prediction}). Printed is what each model reaches by ChartArena's score, at three tolerances; --scorer compat scores as the released scorer does.",
    evaluate: async (folder, { scorer }) =>
      both((await import("#library/evaluate/charts")).evaluateCharts(folder, scorer)),
  },
  taser: {
    says: "documents.jsonl ({id, rows: [{name, marketValue}]}) and extractions.jsonl ({model, id, rows: [{name, marketValue}]}). Printed are precision, recall and F1 of the rows, and how much of the documents' value was found.",
    evaluate: async (folder) => both((await import("#library/evaluate/taser")).evaluateTaser(folder)),
  },
  weaver: {
    says: "records.jsonl ({answer_correct: [true, ..], NAME_scores or NAME_verdicts: [0.3, ..] for each verifier, extracted_answers?: [..]}), as the published data sets have it. Printed is how often the answer is right that weak verifiers pick together, alone, by majority or not at all.",
    evaluate: async (folder) => both((await import("#library/evaluate/weaver")).evaluateWeaver(folder)),
  },
};
