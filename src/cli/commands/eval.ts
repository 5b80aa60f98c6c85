/** `papertape eval <what> <folder>`: how good something is, on a collection that somebody has judged. */
import type { Modality } from "#papers/structured-output-benchmark/method";
import { command } from "../command.ts";
import { evalSearch } from "../eval/search.ts";
import { evalSob } from "../eval/sob.ts";
import { UsageError } from "../failure.ts";

export default command({
  name: "eval",
  details: [
    "search: the folder holds docs.jsonl ({id, title, text}), queries.jsonl ({id, text}) and qrels.tsv (query, document, grade), as BEIR and TREC have them; each may be gzipped. The documents go into an empty library in memory, so nothing of yours is read or changed. Printed are nDCG@10, MRR@10, recall at 10 and 100, and how long a page of twenty results takes: by words, and by meaning and both where PAPERTAPE_EMBEDDER names a model that is here.",
    "sob: the folder holds records.jsonl ({record_id, input: {json_schema}, output: {ground_truth}}) and responses.jsonl ({model, record_id, candidate_response}); each may be gzipped. Printed are the means of each model by the structured output benchmark. A line that cannot be scored is named, and the rest is scored.",
  ],
  args: {
    what: { type: "positional", required: true, description: "search or sob" },
    folder: { type: "positional", required: true, description: "the folder of the collection" },
    modality: {
      type: "enum",
      options: ["text", "image", "audio"],
      default: "image",
      description: "sob: where the texts came from",
    },
    json: { type: "boolean", description: "print the numbers as JSON" },
  },
  examples: [
    { line: "eval search ./collections/cranfield", does: "the numbers of one collection" },
    { line: "eval sob ./collections/answers --json", does: "the scores of every model in it" },
  ],
  async run({ what, folder, modality, json = false }, io) {
    if (what === "search") return evalSearch(String(folder), { json }, io);
    if (what !== "sob") throw new UsageError(`only search and sob can be evaluated, not ${JSON.stringify(what)}`);
    return evalSob(String(folder), { json, modality: modality as Modality }, io);
  },
});
