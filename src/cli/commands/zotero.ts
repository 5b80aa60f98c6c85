/** `papertape zotero <slug>...`: papers into the Zotero of this machine. */
import { sendToZotero } from "#library/citations/zotero";
import { count } from "#library/words/count";
import { command } from "../command.ts";
import { UsageError } from "../failure.ts";
import { unknownPaper } from "../find-paper.ts";
import { readSettings } from "../settings.ts";
import { lookUp } from "../store.ts";

export default command({
  name: "zotero",
  details: [
    "Zotero has to run. The papers come into the collection that is selected there, as Zotero's own import would put them: the same paper twice is two entries.",
  ],
  takesRest: true,
  args: {
    slug: { type: "positional", required: true, description: "papers' short names, as `papertape papers` lists them" },
    port: {
      type: "string",
      valueHint: "n",
      description: "where Zotero listens (default: PAPERTAPE_ZOTERO_PORT, else 23119)",
    },
  },
  examples: [{ line: "zotero layer-norm pre-rmsnorm", does: "two papers" }],
  async run({ _: slugs, port }, { out }) {
    const settings = readSettings();
    const at = portOf(port) ?? settings.zoteroPort;
    const papers = await lookUp(settings, "papertape zotero", async ({ catalogue }) => {
      const found = [];
      for (const slug of new Set(slugs)) {
        const paper = await catalogue.paper(slug);
        if (paper === null) throw unknownPaper(slug, await catalogue.papers());
        found.push(paper);
      }
      return found;
    });
    const taken = await sendToZotero(
      papers.map((paper) => ({ paper, note: "" })),
      at,
    );
    out.line(`Zotero took ${count(taken, "paper")}`);
  },
});

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) throw new UsageError(`--port takes 1 to 65535, not ${text}`);
  return port;
}
