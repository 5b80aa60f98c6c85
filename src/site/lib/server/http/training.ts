/** A training that whoever asked for it watches: a line of JSON for each step, and one of what came of it. */
import type { LibraryErrorCode } from "#library/errors";
import type { LearnRequest, TrainingLine } from "#library/search/meaning/learner";
import type { Search } from "#library/search/search";
import { refusalOf } from "./answers";

/** Begins a training, or joins the one that is under way; whoever stops reading leaves it. */
export function trainingAnswer(search: Pick<Search, "learn">, request: Pick<LearnRequest, "anew">): Response {
  const left = new AbortController();
  const text = new TextEncoder();
  const lines = new ReadableStream({
    async start(stream) {
      const tell = (line: TrainingLine): void => {
        if (!left.signal.aborted) stream.enqueue(text.encode(`${JSON.stringify(line)}\n`));
      };
      const onProgress = (share: number, doing: string) => tell({ type: "progress", share, doing });
      const last = await search.learn({ ...request, now: true, signal: left.signal, onProgress }).then(
        (learning): TrainingLine => ({ type: "learning", learning }),
        (error: Error): TrainingLine => {
          const refused = refusalOf(error);
          const code = refused === null ? null : (refused.code as LibraryErrorCode);
          return { type: "failed", code, message: refused?.message ?? error.message };
        },
      );
      tell(last);
      if (!left.signal.aborted) stream.close();
    },
    cancel: () => left.abort(new Error("whoever asked for the training has left")),
  });
  return new Response(lines, { headers: { "content-type": "application/x-ndjson", "cache-control": "no-store" } });
}
