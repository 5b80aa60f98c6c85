/** The index in memory, kept up with the store's: a search sees every paper whose transaction has ended before it. */
import { asc, gt, max } from "drizzle-orm";
import { searchSegments } from "../../schema/index.ts";
import { bytesOf } from "../../schema/search.ts";
import type { Db } from "../../store/database.ts";
import { Segment } from "./segment.ts";
import { Segments } from "./segments.ts";

/** Whoever keeps something of its own beside the index. */
export interface IndexFollower {
  /** A segment has come that is newer than all before. */
  add(segment: Segment): void;
  /** The index begins anew, with nothing. */
  restart(): void;
}

export class IndexReader {
  private readonly db: Db;
  private index = new Segments();
  /** The newest batch in memory. */
  private last = 0;
  private reading: Promise<Segments> | null = null;
  private readonly followers = new Set<IndexFollower>();

  constructor(db: Db) {
    this.db = db;
  }

  /** The index as the store has it now. */
  current(): Promise<Segments> {
    // Searches that wait for the same answer share it; one that comes while it is on its way asks again afterwards.
    const next = (this.reading ?? Promise.resolve()).then(
      () => this.catchUp(),
      () => this.catchUp(),
    );
    this.reading = next;
    return next;
  }

  /** Tells of every segment, those that are there first. @returns what ends it. */
  follow(follower: IndexFollower): () => void {
    for (const segment of this.index.all) follower.add(segment);
    this.followers.add(follower);
    return () => void this.followers.delete(follower);
  }

  private async catchUp(): Promise<Segments> {
    const [{ newest }] = await this.db.select({ newest: max(searchSegments.batch) }).from(searchSegments);
    const batch = newest ?? 0;
    if (batch === this.last) return this.index;
    if (batch < this.last) {
      // The store was emptied, or restored from an older state.
      this.index = new Segments();
      this.last = 0;
      for (const follower of this.followers) follower.restart();
    }
    // One at a time: a large store's index is tens of megabytes, and drivers hold an answer several times over.
    const batches = await this.db
      .select({ batch: searchSegments.batch })
      .from(searchSegments)
      .where(gt(searchSegments.batch, this.last))
      .orderBy(asc(searchSegments.batch));
    for (const { batch } of batches) await this.read(batch);
    this.index.compact();
    return this.index;
  }

  private async read(batch: number): Promise<void> {
    const rows = await this.db
      .select({ batch: searchSegments.batch, postings: bytesOf(searchSegments.postings) })
      .from(searchSegments)
      .where(gt(searchSegments.batch, this.last))
      .orderBy(asc(searchSegments.batch))
      .limit(1);
    const [row] = rows;
    // Merged away meanwhile: the next one has its papers.
    if (!row || batch <= this.last) return;
    const segment = new Segment(row.postings);
    this.index.add(segment);
    for (const follower of this.followers) follower.add(segment);
    this.last = row.batch;
  }
}
