/** `papertape mirror <folder>`: lists, papers and runs as files that any web server serves. */
import { count, formatBytes } from "#library/words/count";
import { existsSync, readdirSync, statSync } from "node:fs";
import { command } from "../command.ts";
import { exitCodes, Failure, UsageError } from "../failure.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { mirrorSite } from "../mirror/crawl.ts";
import { strangersSite } from "../mirror/site.ts";
import { readSettings } from "../settings.ts";
import { createProgress } from "../terminal/progress.ts";

/** Where a mirror is looked at, if nobody says where it will be. */
const usualAddress = "http://localhost:8000";

export default command({
  name: "mirror",
  details: [
    "The site as a stranger sees it, without what needs a server behind it: no search, no forms, no runs in the browser. Every page is a folder with an index.html, links are relative, and nothing is asked of any other server: it works under any path of any web server, and from a disk.",
    "Needs the built site (npm start builds it). A data folder belongs to one process, so stop papertape before; with DATABASE_URL it may go on.",
  ],
  args: {
    folder: { type: "positional", required: true, description: "where to write it; new or empty, or with --force any" },
    at: {
      type: "string",
      valueHint: "url",
      description: `the address that it will have, for what programs read in its pages (default: ORIGIN, or ${usualAddress})`,
    },
    force: {
      type: "boolean",
      alias: "f",
      description: "write into a folder that is not empty; what is not overwritten stays",
    },
  },
  examples: [
    { line: "mirror public --at https://papers.example.org", does: "everything, to be uploaded" },
    { line: "mirror public && npx serve public", does: "to look at it" },
  ],
  async run({ folder, at, force }, { out, err }) {
    checkFolder(folder, force === true);
    const settings = readSettings();
    const origin = at === undefined ? (settings.origin ?? usualAddress) : originOf(at);
    const interrupt = listenForInterrupt(() => err.line("\npapertape stops; what is written stays"));
    const progress = createProgress(err, { title: "mirror", expected: 60 });
    const site = await strangersSite(settings, origin);
    try {
      const { pages, files, bytes, missing } = await mirrorSite({
        ...{ origin, folder, ask: site.ask, signal: interrupt.signal },
        onWritten: (done, known) => progress.update(done / known, `${done} of ${known}`),
      });
      progress.end();
      for (const one of missing) err.line(`not mirrored: ${one}`);
      out.line(`${folder}: ${count(pages, "page")}, ${count(files, "file")}, ${formatBytes(bytes)}`);
      return missing.length === 0 ? exitCodes.ok : exitCodes.failure;
    } catch (error) {
      if (interrupt.signal.aborted) return exitCodes.interrupted;
      throw error;
    } finally {
      progress.end();
      await site.close();
      interrupt.release();
    }
  },
});

function checkFolder(folder: string, force: boolean): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory()) throw new UsageError(`${folder} is a file; name a folder`);
  if (!force && readdirSync(folder).length > 0)
    throw new Failure(`${folder} is not empty; name another folder, or write into it with --force`);
}

/** Links within the mirror are relative; only where it begins counts, and a path would be lost. */
function originOf(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new UsageError(`--at takes an address like https://papers.example.org, not ${address}`);
  if (url.pathname !== "/")
    throw new UsageError(`--at takes an address without a path; papertape's own addresses have none`);
  return url.origin;
}
