/** `papertape eval <what> <folder>`: how good something is, on a collection that somebody has judged. */
import { htmlOf } from "#library/evaluate/report";
import { command } from "../command.ts";
import { evaluations, type Options } from "../eval/evaluations.ts";
import { printProblems, printReport } from "../eval/print.ts";
import { Failure, UsageError } from "../failure.ts";

const names = Object.keys(evaluations);

export default command({
  name: "eval",
  details: [
    "The folder holds the files of the collection, one JSON object a line; each may be gzipped. A line that cannot be scored is named, and the rest is scored. docs/evaluations.md, in the source, says what every number means.",
    ...Object.entries(evaluations).map(([name, { says }]) => `${name}: ${says}`),
  ],
  args: {
    what: { type: "positional", required: true, description: names.join(", ") },
    folder: { type: "positional", required: true, description: "the folder of the collection" },
    modality: {
      type: "enum",
      options: ["text", "image", "audio"],
      default: "image",
      description: "sob: where the texts came from",
    },
    scorer: {
      type: "enum",
      options: ["fixed", "compat"],
      default: "fixed",
      description: "charts: with two slips mended, or as released",
    },
    also: {
      type: "string",
      valueHint: "folder",
      description: "search: its docs.jsonl is learnt from too, as a library's other papers",
    },
    json: { type: "boolean", description: "print the numbers as JSON" },
    html: { type: "boolean", description: "print a page of HTML" },
  },
  examples: [
    { line: "eval search ./collections/cranfield", does: "the numbers of one collection" },
    { line: "eval sob ./collections/answers --json", does: "the scores of every model in it" },
    { line: "eval weaver ./answers --html > report.html", does: "a page to hand on" },
  ],
  async run({ what, folder, modality, scorer, also, json = false, html = false }, io) {
    const evaluation = Object.hasOwn(evaluations, String(what)) ? evaluations[String(what)] : undefined;
    if (!evaluation)
      throw new UsageError(
        `${names.slice(0, -1).join(", ")} and ${names.at(-1)} can be evaluated, not ${JSON.stringify(what)}`,
      );
    if (json && html) throw new UsageError("--json and --html: one of them");
    if (also !== undefined && what !== "search") throw new UsageError("--also is for eval search");
    const options = { modality, scorer, also } as Options;
    const found = await evaluation.evaluate(String(folder), options, io);
    printProblems(found.report, io);
    if (Object.keys(found.report.rows).length === 0) throw new Failure("nothing could be scored");
    if (json) io.out.json(found.json);
    else if (html) io.out.text(htmlOf(found.report));
    else printReport(found.report, io);
  },
});
