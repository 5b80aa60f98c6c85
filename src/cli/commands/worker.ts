/** `papertape worker`: takes jobs off the server's hands, on any machine that reaches the same Postgres. */
import { command } from "../command.ts";
import { exitCodes, explain, Failure, UsageError } from "../failure.ts";
import { aborted, listenForInterrupt } from "../interrupt.ts";
import { openLibraryFor } from "../serve/library.ts";
import { readSettings } from "../settings.ts";

export default command({
  name: "worker",
  details: [
    "The server works on jobs itself. More workers, here or on other machines, share them with it: set DATABASE_URL to the same Postgres, and the same keys and addresses as the server has.",
    "Ctrl-C lets what is under way come to its next place to stop; it is taken up again by whoever works next.",
  ],
  args: {},
  examples: [{ line: "worker", does: "until it is stopped" }],
  async run(_, { out, err }) {
    const settings = readSettings();
    if (settings.databaseUrl === undefined)
      throw new UsageError(
        "a worker needs DATABASE_URL: an embedded database belongs to one process, and `papertape serve` works on its jobs itself",
      );
    const interrupt = listenForInterrupt(() => err.line("the worker stops; Ctrl-C again leaves at once"));
    const library = await openLibraryFor(settings, "papertape worker");
    try {
      await library.jobs.start((error) => err.line(`jobs: ${explain(error).lines[0]}`));
      const { state, reason } = library.jobs.state();
      if (state === "failed") throw new Failure(`cannot work on jobs: ${reason}`);
      out.line("works on jobs until it is stopped");
      await aborted(interrupt.signal);
      return exitCodes.ok;
    } finally {
      interrupt.release();
      await library.close();
    }
  },
});
