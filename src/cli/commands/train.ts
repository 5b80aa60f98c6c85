/** `papertape train encoder`: search by meaning, learnt from the library's own papers. */
import type { Learning } from "#library/search/meaning/learner";
import { count } from "#library/words/count";
import { formatNumber } from "#library/words/number";
import { gainSays, taskSays } from "#library/words/search";
import { formatSeconds } from "#library/words/time";
import { command, type Io } from "../command.ts";
import { exitCodes, Failure, UsageError } from "../failure.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { readSettings } from "../settings.ts";
import { withStore } from "../store.ts";
import { createProgress } from "../terminal/progress.ts";
import { table } from "../terminal/table.ts";

/** Seconds of a library of 30,000 abstracts, on one core: docs/evaluations.md. */
const expected = 150;

export default command({
  name: "train",
  details: [
    "Trains the library's encoder on its own titles and abstracts, on one core and beside whoever reads: a vector for each word, so that papers are found that say the same in other words. Nothing is downloaded. A server does this by itself once the library has 2,000 abstracts, and again whenever it has grown by a fifth; this command does it now.",
    "Afterwards the encoder is judged on papers that were kept back from it: the library is asked for them by their titles and by sentences of theirs, and for other papers of the same people. Words and meaning are fused with the weight that is best on half of these questions, and search uses the encoder only where that is better than words alone on the other half. Until then it goes on with the encoder that it has.",
    "Ctrl-C stops it; what is done is kept, and the same command goes on from there.",
  ],
  args: {
    what: { type: "positional", required: true, description: "encoder" },
    anew: { type: "boolean", description: "begin again, whatever a training that was stopped has left" },
    json: { type: "boolean", description: "print what came of it as JSON" },
  },
  examples: [
    { line: "train encoder", does: "now, or what is left of it" },
    { line: "train encoder --anew --json", does: "from the beginning, for other programs" },
  ],
  async run({ what, anew = false, json = false }, io) {
    if (what !== "encoder") throw new UsageError(`an encoder can be trained, not ${JSON.stringify(what)}`);
    const interrupt = listenForInterrupt(() =>
      io.err.line("\nstopping; what is done is kept, and the same command goes on"),
    );
    const progress = createProgress(io.err, { title: "train encoder", expected });
    try {
      const learning = await withStore(readSettings(), "papertape train encoder", ({ search }) =>
        search.learn({
          now: true,
          anew,
          signal: interrupt.signal,
          onProgress: (share, doing) => progress.update(share, doing),
        }),
      );
      progress.end();
      if (learning === null)
        throw new Failure(
          "search by meaning uses the model that PAPERTAPE_EMBEDDER names; unset it to train an encoder",
        );
      if (json) io.out.json(learning);
      else describe(learning, io);
    } catch (error) {
      if (!interrupt.signal.aborted) throw error;
      return exitCodes.interrupted;
    } finally {
      progress.end();
      interrupt.release();
    }
  },
});

function describe({ abstracts, seconds, judgement }: Learning, { out }: Io): void {
  const { better, reason, share, tasks, gain } = judgement;
  out.line(`Trained on ${count(abstracts, "abstract")} in ${formatSeconds(seconds)}.`);
  const right = { align: "right" } as const;
  const headers = [
    { header: "nDCG@10 where" },
    { header: "questions", ...right },
    { header: "words", ...right },
    { header: "meaning", ...right },
    { header: "both", ...right },
  ];
  const rows = tasks.map(({ task, queries, words, meaning, fused }) => [
    taskSays[task],
    String(queries),
    ...[words, meaning, fused].map(formatNumber),
  ]);
  if (rows.length > 0) out.line(table(out, headers, rows, out.columns));
  out.line(
    better
      ? `Search uses it from now on; meaning counts ${Math.round(100 * share)} %: ${gainSays(gain)}.`
      : `Search does not use it: ${reason}.`,
  );
}
