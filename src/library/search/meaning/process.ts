/** The program of the process in which an encoder is trained: papers come as messages, and the encoder goes back as one. */
import { setPriority } from "node:os";
import { CorpusReader } from "./corpus.ts";
import { learn } from "./learn.ts";
import type { FromLearner, ToLearner } from "./protocol.ts";

/** Its parent ends it when it has heard the last one. */
const say = (message: FromLearner): void => void process.send!(message);
/** Whoever answers readers goes first. */
const patience = 10;

let papers: CorpusReader;
let checkpoint: string | null;

async function take(message: ToLearner): Promise<void> {
  if (message.type === "begin") {
    papers = new CorpusReader(message.papers);
    checkpoint = message.checkpoint;
  } else if (message.type === "papers") message.papers.forEach((paper) => papers.add(paper));
  else {
    const onProgress = (share: number, doing: string) => say({ type: "progress", share, doing });
    const { encoder, judgement } = await learn(papers, { checkpoint, onProgress });
    say({ type: "learnt", encoder: encoder.toBytes(), judgement });
  }
}

try {
  setPriority(patience);
} catch {
  // Not on every system; then it shares.
}
process.on("message", (message: ToLearner) => {
  take(message).catch((error: Error) => say({ type: "failed", message: error.message, stack: error.stack ?? null }));
});
// Its parent is gone: nobody waits for an answer.
process.on("disconnect", () => process.exit());
