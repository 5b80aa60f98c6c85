/** `papertape new <slug>`: creates the folder of a new paper that runs, to be filled in. */
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { isArxivId, isDay } from "#lab/kit/index";
import { command } from "../command.ts";
import { Failure, UsageError } from "../failure.ts";
import { kinds, newPaperFiles, withLine, type Kind } from "../new/files.ts";
import { root } from "../version.ts";

export default command({
  name: "new",
  details: [
    "Writes src/papers/<slug>/ with every file that a paper has, and its line in src/papers/running.ts. The paper is whole: it runs and passes its tests as not recorded yet. CONTRIBUTING.md says what to replace first.",
  ],
  args: {
    slug: { type: "positional", required: true, description: "its short name: lower-case words joined by hyphens" },
    title: { type: "string", valueHint: "text", description: "its title (default: the short name)" },
    published: { type: "string", valueHint: "day", description: "the day of its first publication (default: today)" },
    arxiv: { type: "string", valueHint: "id", description: "its arXiv id, such as 2503.10622" },
    kind: {
      type: "string",
      valueHint: Object.keys(kinds).join("|"),
      description: Object.entries(kinds)
        .map(([kind, what]) => `${kind}: ${what}`)
        .join("; "),
    },
  },
  examples: [
    { line: "new dynamic-tanh --title 'Transformers without Normalization'", does: "a folder to begin with" },
    { line: "new dynamic-tanh --kind norm --arxiv 2503.10622", does: "one that trains language models with it" },
  ],
  async run(
    { slug, title = slug, published = new Date().toISOString().slice(0, 10), arxiv = null, kind = "plain" },
    { out },
  ) {
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(slug))
      throw new UsageError(`not a short name: ${JSON.stringify(slug)}; it is lower-case words joined by hyphens`);
    if (!isDay(published))
      throw new UsageError(`invalid --published: ${JSON.stringify(published)}; it is a day like 2025-03-13`);
    if (arxiv !== null && !isArxivId(arxiv))
      throw new UsageError(`invalid --arxiv: ${JSON.stringify(arxiv)}; it is an id like 2503.10622, without a version`);
    if (!isKind(kind))
      throw new UsageError(`invalid --kind: ${JSON.stringify(kind)}; it is one of ${Object.keys(kinds).join(", ")}`);
    const { paperBySlug } = await import("#papers/registry");
    const papers = join(root, "src", "papers");
    const folder = join(papers, slug);
    if (paperBySlug(slug) || existsSync(folder))
      throw new Failure(`there is a paper ${slug} already; choose another name`);
    // Beside its place until it is whole: a folder that is cut short would be half a paper.
    const draft = join(papers, `.${slug}.${process.pid}`);
    try {
      for (const [name, text] of Object.entries(newPaperFiles(kind, { slug, title, published, arxiv }))) {
        await mkdir(dirname(join(draft, name)), { recursive: true });
        await writeFile(join(draft, name), text);
      }
      await rename(draft, folder);
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      throw error;
    }
    const list = join(papers, "running.ts");
    await writeFile(`${list}.${process.pid}`, withLine(await readFile(list, "utf8"), slug));
    await rename(`${list}.${process.pid}`, list);
    out.line(`${relative("", folder)}: a paper that runs, not recorded yet`);
    out.line(`next: npm test -- paper ${slug}, then write over it; CONTRIBUTING.md has the steps`);
  },
});

const isKind = (text: string): text is Kind => Object.hasOwn(kinds, text);
