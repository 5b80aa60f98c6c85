/**
 * Search by meaning with the library's own encoder. Papers' vectors are made of the index, in memory; those of a new encoder are made beside the
 * old ones, which search goes on with until all are there.
 */
import { termOf } from "../analysis/terms.ts";
import type { IndexReader } from "../index/reader.ts";
import type { Segment } from "../index/segment.ts";
import type { Scored } from "../rank/bm25.ts";
import type { Db } from "../../store/database.ts";
import { bagOf, type Encoder } from "./encoder.ts";
import type { Asked, Meaning, MeaningOptions } from "./meaning.ts";
import { PaperVectors } from "./paper-vectors.ts";
import { latestEncoder, readEncoder, type StoredEncoder } from "./store.ts";
import { depth, stretched } from "./stretch.ts";

/** Milliseconds after which it is asked again whether there is another encoder; whoever searches does not wait for it. */
const lookEvery = 15_000;
/** Papers without any of the words that meaning adds to an answer. */
const added = 50;

interface Live {
  readonly stored: StoredEncoder;
  readonly vectors: FollowingVectors;
}

export class OwnMeaning {
  private readonly db: Db;
  private readonly reader: IndexReader;
  private live: Live | null = null;
  private looking: Promise<void> | null = null;
  private lookedAt = -Infinity;

  constructor(db: Db, reader: IndexReader) {
    this.db = db;
    this.reader = reader;
  }

  /** null where there is no encoder, or none that helps. Only the first call of all waits for the vectors. */
  async current(): Promise<Meaning | null> {
    if (performance.now() - this.lookedAt > lookEvery) {
      const looked = this.look();
      if (this.lookedAt === -Infinity) await looked;
      // It is tried again; whatever is wrong with the database, the search itself meets.
      else looked.catch(() => {});
    }
    if (this.live === null) return null;
    await this.live.vectors.caughtUp();
    return meaningOf(this.live);
  }

  /** Asks now whether there is another encoder, and waits until it is in use. */
  look(): Promise<void> {
    this.looking ??= this.change().finally(() => {
      this.looking = null;
      this.lookedAt = performance.now();
    });
    return this.looking;
  }

  private async change(): Promise<void> {
    const stored = await latestEncoder(this.db);
    if (stored?.id === this.live?.stored.id) return;
    const encoder = stored?.used ? await readEncoder(this.db, stored.id) : null;
    let next: Live | null = null;
    if (stored && encoder) {
      await this.reader.current();
      next = { stored, vectors: new FollowingVectors(encoder, this.reader) };
      await next.vectors.caughtUp();
    }
    this.live?.vectors.end();
    this.live = next;
  }
}

/** Vectors that take in what the index does. */
class FollowingVectors {
  vectors: PaperVectors;
  private waiting: Segment[];
  private readonly leave: () => void;
  private working: Promise<void> = Promise.resolve();

  constructor(encoder: Encoder, reader: IndexReader) {
    this.vectors = new PaperVectors(encoder);
    this.waiting = [];
    this.leave = reader.follow({
      add: (segment) => void this.waiting.push(segment),
      restart: () => {
        this.waiting = [];
        this.vectors = new PaperVectors(encoder);
      },
    });
  }

  /** Waits until every segment that is there has been read. */
  caughtUp(): Promise<void> {
    if (this.waiting.length > 0) this.working = this.working.then(() => this.work());
    return this.working;
  }

  end(): void {
    this.leave();
  }

  private async work(): Promise<void> {
    for (let segment = this.waiting.shift(); segment; segment = this.waiting.shift()) await this.vectors.add(segment);
  }
}

function meaningOf({ vectors: { vectors }, stored: { judgement } }: Live): Meaning {
  const { share } = judgement;
  const near = ({ query }: Asked, { allowed, limit }: MeaningOptions): Scored[] | null => {
    const vector = vectors.encoder.encode(bagOf(query.words.flatMap(({ text }) => termOf(text) ?? [])));
    return vector && vectors.nearest(vector, limit, allowed);
  };
  return {
    nearest: async (asked, options) => near(asked, options),
    async fused(asked, words, { allowed, limit }) {
      const found = near(asked, { allowed, limit: depth });
      return found && withFew(stretched(words, found, share), words, found).slice(0, limit);
    },
    async related(paper, words, limit) {
      const vector = vectors.vectorOf(paper);
      return vector && stretched(words, vectors.nearest(vector, depth), share).slice(0, limit);
    },
  };
}

/** Meaning has an opinion of every paper: of those without a word of the query, only the nearest belong into an answer. */
function withFew(fused: readonly Scored[], words: readonly Scored[], near: readonly Scored[]): Scored[] {
  const wanted = new Set([...words, ...near.slice(0, added)].map(({ id }) => id));
  return fused.filter(({ id }) => wanted.has(id));
}
