/** `papertape follow`: which sources new papers come from, and the first look at one. */
import { LibraryError } from "#library/errors";
import type { SourceRun } from "#library/sources/source";
import { followExamples } from "#library/sources/follow";
import { count } from "#library/words/count";
import { formatMoment } from "#library/words/time";
import { command, type Io } from "../command.ts";
import { exitCodes, Failure, UsageError } from "../failure.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { readSettings } from "../settings.ts";
import { withStore, type Store } from "../store.ts";
import { printable } from "../terminal/width.ts";

export default command({
  name: "follow",
  details: [
    `Sources: ${followExamples.join("; ")}. Several categories are joined by a plus sign: arxiv:cs.LG+cs.CL.`,
    "Nothing is fetched from a source that is not followed. What is followed is read once, right away, and from then on by the server whenever its next list is due. PAPERTAPE_FOLLOW=hf-daily,arxiv:cs.LG does the same when the server starts.",
    "Without a source, and with list, it shows what is followed, and its status; remove ends it.",
  ],
  args: {
    source: { type: "positional", required: false, description: "what to follow; or list, or remove" },
    removed: { type: "positional", required: false, description: "after remove: what to stop following" },
    "no-look": { type: "boolean", description: "leave the first look to the server" },
    json: { type: "boolean", description: "print the result as JSON" },
  },
  examples: [
    { line: "follow hf-daily", does: "the Daily Papers of every working day" },
    { line: "follow arxiv:cs.LG+cs.CL", does: "the newest papers of two categories" },
    { line: "follow", does: "what is followed" },
    { line: "follow remove arxiv:cs.CL", does: "stop following a category" },
  ],
  async run({ source, removed, "no-look": unlooked, json }, io) {
    const settings = readSettings();
    const asJson = json === true;
    if (source === undefined || source === "list") {
      if (removed !== undefined) throw new UsageError("list takes no source; it shows all that are followed");
      return withStore(settings, "papertape follow", ({ sources }) => list(sources, asJson, io));
    }
    if (source === "remove") {
      if (removed === undefined) throw new UsageError("remove needs to know what: papertape follow remove hf-daily");
      return withStore(settings, "papertape follow", ({ sources }) => remove(sources, removed, asJson, io));
    }
    if (removed !== undefined) throw new UsageError(`one source at a time, not ${JSON.stringify(removed)} as well`);
    return withStore(settings, `papertape follow ${source}`, ({ sources }) =>
      add(sources, source, { look: unlooked !== true, json: asJson }, io),
    );
  },
});

type Sources = Store["sources"];

async function list(sources: Sources, json: boolean, { out }: Io): Promise<void> {
  const followed = await sources.followed();
  if (json) return out.json(followed);
  if (followed.length === 0)
    return out.line("Nothing is followed, and nothing is fetched. To begin: papertape follow hf-daily");
  for (const { follows, title, says, nextRun } of followed) {
    out.line(`${out.paint("bold", printable(follows))}  ${title}`);
    out.line(`  ${printable(says)}${nextRun === null ? "" : `; next look ${formatMoment(nextRun)}`}`);
  }
}

async function remove(sources: Sources, text: string, json: boolean, { out }: Io): Promise<void> {
  const left = await asked(() => sources.unfollow(text));
  if (left === null) throw new UsageError(`${JSON.stringify(text)} is not followed; papertape follow shows what is`);
  if (json) return out.json(left);
  out.line(
    left.follows === null
      ? `${left.title} is no longer followed; its papers stay.`
      : `Still followed: ${printable(left.follows)}.`,
  );
}

interface Adding {
  readonly look: boolean;
  readonly json: boolean;
}

async function add(sources: Sources, text: string, { look, json }: Adding, { out, err }: Io): Promise<number | void> {
  const following = await asked(() => sources.follow(text));
  const { source, title, follows, changed } = following;
  if (!json) out.line(`${changed ? "Followed from now on" : "Followed already"}: ${title}, ${printable(follows!)}.`);
  if (!look) return json ? out.json({ ...following, look: null }) : undefined;
  err.line("Looking at it for the first list ...");
  const run = await lookAt(sources, source);
  if (json) out.json({ ...following, look: run });
  else out.line(`${count(run.papers, "paper")}, ${run.created} of them new: ${printable(run.says)}`);
  if (run.state === "failed" || run.state === "rate-limited") return exitCodes.failure;
}

async function lookAt(sources: Sources, source: string): Promise<SourceRun> {
  const interrupt = listenForInterrupt(() => {});
  try {
    return await sources.look(source, { by: "the command line", signal: interrupt.signal });
  } catch (error) {
    if (interrupt.signal.aborted) throw new Failure("stopped; it stays followed, and what came is kept");
    throw error;
  } finally {
    interrupt.release();
  }
}

/** A word that names no source was asked for wrongly. */
async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LibraryError && error.code === "INVALID_SOURCE")
      throw new UsageError(error.message, { cause: error });
    throw error;
  }
}
