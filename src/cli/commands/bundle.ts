/** `papertape bundle <slug>`: the ledger of a paper as files that others can verify. */
import { saveStream } from "#library/backup/file";
import { bundleOf, registrationsOf } from "#library/bundle/bundle";
import { filesOf, zipOf } from "#library/bundle/write";
import { count } from "#library/words/count";
import { Readable } from "node:stream";
import { command } from "../command.ts";
import { unknownPaper } from "../find-paper.ts";
import { readSettings } from "../settings.ts";
import { lookUp } from "../store.ts";
import { checkTarget, forAll } from "../target.ts";
import { version } from "../version.ts";

export default command({
  name: "bundle",
  details: [
    "A ZIP archive with a logbook to read (Markdown), the results and verdicts for programs (JSON), the sums of these files, and a codecheck.yml (CODECHECK 2.0). Its verdicts stand on what the ledger's do: the results that ship with the paper, or where none do the full runs of this installation.",
    "The same ledger gives the same bytes. Another papertape verifies it: `papertape verify <file>` (docs/export.md).",
  ],
  args: {
    slug: { type: "positional", required: true, description: "the paper's short name, as `papertape papers` lists it" },
    output: {
      type: "string",
      alias: "o",
      valueHint: "file",
      description: "where to write it; - for standard output (default: <slug>.bundle.zip)",
    },
    force: { type: "boolean", alias: "f", description: "replace an existing file" },
  },
  examples: [
    { line: "bundle layer-norm", does: "layer-norm.bundle.zip" },
    { line: "bundle layer-norm -o - | bsdtar -xf -", does: "its files, without the archive" },
  ],
  async run({ slug, output, force }, { out, err }) {
    const target = output ?? `${slug}.bundle.zip`;
    if (target !== "-") checkTarget(target, force === true, "paper.bundle.zip");
    const bundle = await lookUp(readSettings(), `papertape bundle ${slug}`, async ({ catalogue }) => {
      const paper = await catalogue.paper(slug);
      if (paper === null) throw unknownPaper(slug, await catalogue.papers());
      return bundleOf(catalogue, paper, await registrationsOf(paper.slug), version);
    });
    const zip = zipOf(filesOf(bundle));
    if (target === "-") process.stdout.write(zip);
    else await saveStream(target, Readable.from([zip]), undefined, forAll);
    const { claims, results } = bundle;
    const seeds = new Set(results.runs.flatMap((run) => run.seeds)).size;
    const say = target === "-" ? err : out;
    say.line(`${target === "-" ? slug : target}: ${count(claims.length, "claim")}, ${count(seeds, "seed")}`);
  },
});
