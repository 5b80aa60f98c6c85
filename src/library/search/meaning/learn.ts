/** A library's papers in, an encoder out, and whether it helps; what is done of the training survives whoever does it. */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { loadSafetensors, saveSafetensors } from "#engine";
import type { Corpus, CorpusReader } from "./corpus.ts";
import { Encoder, ENCODER, width } from "./encoder.ts";
import { judge, type Judgement } from "./judge.ts";
import { trainTable, type Checkpoint } from "./train.ts";

export interface Learnt {
  readonly encoder: Encoder;
  readonly judgement: Judgement;
}

export interface LearnOptions {
  /** Where the training is kept while it is not done, and gone on from. Default: nowhere. */
  readonly checkpoint?: string | null;
  /** Milliseconds of training that may be lost. Default: 15,000. */
  readonly savedEvery?: number;
  /** Told the share that is done, from 0 to 1, and what is being done. */
  readonly onProgress?: (share: number, doing: string) => void;
}

/** Of the whole work, what stands before training and after it. */
const [prepared, trained] = [0.2, 0.75];

export async function learn(
  papers: CorpusReader,
  { checkpoint = null, savedEvery = 15_000, onProgress = () => {} }: LearnOptions = {},
): Promise<Learnt> {
  onProgress(0.05, "reading papers");
  const corpus = papers.result();
  const kept = checkpoint === null ? null : checkpointIn(checkpoint, corpus);
  let savedAt = performance.now();
  const table = await trainTable(corpus, {
    from: kept?.read(),
    onStep(state, steps) {
      if (performance.now() - savedAt >= savedEvery) {
        kept?.write(state);
        savedAt = performance.now();
      }
      onProgress(prepared + (trained - prepared) * (state.step / steps), `step ${state.step} of ${steps}`);
    },
  });
  const encoder = Encoder.of(corpus.terms, table);
  const judgement = await judge(corpus, encoder, (share) => onProgress(trained + (1 - trained) * share, "judging"));
  return { encoder, judgement };
}

/** A file for a training of this corpus; one of another corpus is none. */
function checkpointIn(path: string, corpus: Corpus) {
  const shape = [corpus.terms.length, width];
  const metadata = { corpus: fingerprint(corpus), encoder: String(ENCODER) };
  return {
    read(): Checkpoint | null {
      try {
        const { tensors, metadata: found } = loadSafetensors(readFileSync(path));
        if (found.corpus !== metadata.corpus || found.encoder !== metadata.encoder) return null;
        const [table, squares] = [tensors.table.data as Float32Array, tensors.squares.data as Float32Array];
        return { step: Number(found.step), table, squares };
      } catch {
        // There is none, or a part of one: training begins anew, which takes minutes and loses nothing else.
        return null;
      }
    },
    write({ step, table, squares }: Checkpoint): void {
      const tensor = (data: Float32Array) => ({ data, shape, dtype: "float32" as const });
      mkdirSync(dirname(path), { recursive: true });
      const file = saveSafetensors(
        { table: tensor(table), squares: tensor(squares) },
        { ...metadata, step: String(step) },
      );
      writeFileSync(`${path}.unfinished`, file);
      renameSync(`${path}.unfinished`, path);
    },
  };
}

/** Nothing is left to go on from. */
export function forgetCheckpoint(path: string): void {
  for (const file of [path, `${path}.unfinished`]) rmSync(file, { force: true });
}

function fingerprint({ terms, papers }: Corpus): string {
  const hash = createHash("sha256").update(terms.join("\n"));
  for (const { title, passages } of papers)
    for (const numbers of [title, ...passages]) hash.update(Int32Array.of(numbers.length)).update(numbers);
  return hash.digest("hex");
}
