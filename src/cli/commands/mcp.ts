/** `papertape mcp`: the library for models, over standard input and output. */
import type { WithReading } from "#library/mcp/reading";
import { command } from "../command.ts";
import { exitCodes, explain } from "../failure.ts";
import { aborted, listenForInterrupt } from "../interrupt.ts";
import { readSettings } from "../settings.ts";
import { lookUp } from "../store.ts";
import { version } from "../version.ts";

export default command({
  name: "mcp",
  details: [
    "Speaks the Model Context Protocol, for the program that starts it: search_papers, get_paper, list_daily, get_claims, how_to_verify, run_experiment, get_run. All but run_experiment read and change nothing; that one asks the server for a run. Text of papers is marked as data, without what a person would not see of it.",
    "Each question opens the library and closes it again, or asks the server that holds it, so that it stands in nobody's way. A site answers the same at /mcp.",
  ],
  args: {},
  examples: [{ line: "mcp", does: "until its standard input ends" }],
  async run(_, { err }) {
    const settings = readSettings();
    const { serveStdio } = await import("@modelcontextprotocol/server/stdio");
    const { papersServer } = await import("#library/mcp/server");
    const onError = (error: unknown) => err.line(`mcp: ${explain(error).lines[0]}`);
    const site = settings.origin ?? `http://localhost:${settings.port}`;
    const withReading = oneByOne((work) =>
      lookUp(settings, "papertape mcp", ({ serverRuns, ...store }) => work({ ...store, runs: serverRuns })),
    );
    const interrupt = listenForInterrupt(() => {});
    const ended = new Promise<void>((resolve) => {
      process.stdin.once("end", resolve);
      process.stdin.once("close", resolve);
    });
    const handle = serveStdio(() => papersServer(withReading, { version, site, onError }), { onerror: onError });
    try {
      await Promise.race([ended, aborted(interrupt.signal)]);
      return exitCodes.ok;
    } finally {
      interrupt.release();
      await handle.close();
    }
  },
});

/** A folder is opened by one at a time, also within this process. */
function oneByOne(open: WithReading): WithReading {
  let before: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = before.then(() => open(work));
    before = mine.catch(() => {});
    return mine;
  };
}
