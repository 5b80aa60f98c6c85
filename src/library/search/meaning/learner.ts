/** When the library's own encoder is trained, and what is said of it. */
import { join } from "node:path";
import { LibraryError, type LibraryErrorCode } from "../../errors.ts";
import type { Db } from "../../store/database.ts";
import { count } from "../../words/count.ts";
import { gainSays } from "../../words/search.ts";
import { learnBeside } from "./beside.ts";
import type { Judgement } from "./judge.ts";
import { forgetCheckpoint } from "./learn.ts";
import type { OwnMeaning } from "./own.ts";
import { countAbstracts, latestEncoder, learningPapers, storeEncoder } from "./store.ts";
import type { VectorStatus } from "../search.ts";

/** What came of a training. */
export interface Learning {
  /** Papers with an abstract, of which the newest were learnt from. */
  readonly abstracts: number;
  readonly seconds: number;
  readonly judgement: Judgement;
}

export interface LearnRequest {
  /** Also where it is not due yet. */
  readonly now?: boolean;
  /** Whether to begin again rather than go on with what an earlier one left. */
  readonly anew?: boolean;
  /** Ends it; what is done is kept, and the next one goes on. */
  readonly signal?: AbortSignal;
  /** Told the share that is done, from 0 to 1, and what is being done. */
  readonly onProgress?: OnProgress;
}

type OnProgress = (share: number, doing: string) => void;

/** A training of this process. */
interface Training {
  /** What is done of it. */
  readonly share: number;
  readonly listeners: Set<OnProgress>;
  readonly ending: AbortController;
  readonly learning: Promise<Learning>;
}

/** A training as it is told over a connection, line by line; the last line is not of progress. */
export type TrainingLine =
  | { readonly type: "progress"; readonly share: number; readonly doing: string }
  | { readonly type: "learning"; readonly learning: Learning | null }
  /** `code` where the library refused it. */
  | { readonly type: "failed"; readonly code: LibraryErrorCode | null; readonly message: string };

/** It begins by itself with so many abstracts, and again when they have grown by so much. */
export const due = { abstracts: 2_000, growth: 1.2 } as const;
/** With fewer it is refused. */
export const fewest = 200;
/** Newer papers are learnt from first, older ones beyond this not at all: the time of a training has a bound. */
const most = 60_000;

export class Learner {
  private readonly db: Db;
  private readonly own: OwnMeaning;
  private readonly checkpoint: string | null;
  private running: Training | null = null;

  /** @param folder where a training is kept while it is not done; null: nowhere. */
  constructor(db: Db, own: OwnMeaning, folder: string | null) {
    this.db = db;
    this.own = own;
    this.checkpoint = folder === null ? null : join(folder, "training.safetensors");
  }

  /**
   * One that is under way in this process is joined; it ends early when nobody waits for it any more.
   * @returns null where it is not due.
   * @throws LibraryError TOO_FEW_ABSTRACTS; the signal's reason.
   */
  async learn({
    now = false,
    anew = false,
    signal,
    onProgress = () => {},
  }: LearnRequest = {}): Promise<Learning | null> {
    const [abstracts, latest] = [await countAbstracts(this.db), await latestEncoder(this.db)];
    if (!now && !isDue(abstracts, latest)) return null;
    if (abstracts < fewest)
      throw new LibraryError(
        "TOO_FEW_ABSTRACTS",
        `an encoder learns from at least ${fewest} papers with an abstract, and the library has ${abstracts}; ingest more of them first`,
      );
    // One that nobody waited for has to be gone first.
    if (this.running?.ending.signal.aborted) await this.running.learning.catch(() => {});
    signal?.throwIfAborted();
    const training = (this.running ??= this.begin(abstracts, anew));
    training.listeners.add(onProgress);
    const leave = () => {
      training.listeners.delete(onProgress);
      if (training.listeners.size === 0) training.ending.abort(signal!.reason);
    };
    signal?.addEventListener("abort", leave);
    try {
      return await (signal ? Promise.race([training.learning, abortOf(signal)]) : training.learning);
    } finally {
      signal?.removeEventListener("abort", leave);
    }
  }

  private begin(abstracts: number, anew: boolean): Training {
    const listeners = new Set<OnProgress>();
    const ending = new AbortController();
    const training = { share: 0, listeners, ending };
    const onProgress: OnProgress = (share, doing) => {
      training.share = share;
      for (const listener of listeners) listener(share, doing);
    };
    const learning = this.train(abstracts, anew, { signal: ending.signal, onProgress }).finally(
      () => (this.running = null),
    );
    // Whoever waits hears of it; perhaps nobody does any more.
    learning.catch(() => {});
    return Object.assign(training, { learning });
  }

  private async train(
    abstracts: number,
    anew: boolean,
    options: { readonly signal?: AbortSignal; readonly onProgress: OnProgress },
  ): Promise<Learning> {
    const { db, checkpoint } = this;
    if (anew && checkpoint !== null) forgetCheckpoint(checkpoint);
    const began = performance.now();
    const papers = Math.min(abstracts, most);
    const learnt = await learnBeside(learningPapers(db, papers), { papers, checkpoint, ...options });
    await storeEncoder(db, learnt, { abstracts });
    if (checkpoint !== null) forgetCheckpoint(checkpoint);
    await this.own.look();
    return { abstracts, seconds: (performance.now() - began) / 1_000, judgement: learnt.judgement };
  }

  /** @param papers in the index. */
  async status(papers: number): Promise<VectorStatus> {
    const latest = await latestEncoder(this.db);
    if (latest?.used) {
      const model = `an encoder trained on ${count(latest.abstracts, "abstract")} of this library`;
      return { state: "on", model, embedded: papers, judged: gainSays(latest.judgement.gain) };
    }
    if (this.running !== null) {
      const done = Math.floor(100 * this.running.share);
      return { state: "off", reason: `an encoder is being trained on this library's papers (${done} %)` };
    }
    if (latest) return { state: "off", reason: latest.judgement.reason ?? "the encoder is not used" };
    const abstracts = await countAbstracts(this.db);
    return {
      state: "off",
      reason:
        abstracts < due.abstracts
          ? `an encoder is trained once the library has ${count(due.abstracts, "abstract")}; it has ${count(abstracts, "abstract")}`
          : "an encoder is going to be trained on the library's papers, within the hour",
    };
  }
}

/** Rejects with the signal's reason, once it has one. */
const abortOf = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));

const isDue = (abstracts: number, latest: { readonly abstracts: number } | null): boolean =>
  abstracts >= Math.max(due.abstracts, latest === null ? 0 : due.growth * latest.abstracts);
