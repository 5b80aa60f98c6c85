/**
 * Following runs: news as they come. Whoever follows the same run in this process shares one look at the database, twice a second, and
 * what it found; a follower that does not come back for more holds nothing but its place.
 */
import type { Db } from "../store/database.ts";
import { hasEnded, headOf, newsOf, type RunNews } from "./read.ts";

export type Followed = "complete" | "cut";

export interface Following {
  /**
   * News after the cursor, at once and then whenever there are some, until the run has ended and all was told: "complete". Where there
   * is no such run it is complete at once; "cut" when the signal is aborted or this process stops, before the run's end.
   */
  follow(id: string, after: string | null, signal: AbortSignal): AsyncGenerator<RunNews, Followed, void>;
  /** Ends all of it. */
  stop(): void;
}

/** Milliseconds between two looks. */
const pause = 500;

interface Watch {
  followers: number;
  version: string | undefined;
  /** What was read since the version changed, by cursor. */
  news: Map<string, Promise<RunNews | null>>;
  /** Resolves, and is another one, when the version changes. */
  changed: Promise<void>;
  wake: () => void;
}

const nextChange = () => {
  let wake = () => {};
  const changed = new Promise<void>((resolve) => (wake = resolve));
  return { changed, wake };
};

export function createFollowing(db: Db): Following {
  const watches = new Map<string, Watch>();
  const stopping = new AbortController();

  /** Looks for as long as somebody follows. What fails here, fails again when a follower reads, who then hears of it. */
  async function look(id: string, watch: Watch): Promise<void> {
    while (watch.followers > 0) {
      const version = await headOf(db, id).then(
        (head) => head?.version ?? "gone",
        () => `unknown at ${performance.now()}`,
      );
      if (version !== watch.version) {
        watch.version = version;
        watch.news.clear();
        watch.wake();
        Object.assign(watch, nextChange());
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    watches.delete(id);
  }

  function join(id: string): Watch {
    let watch = watches.get(id);
    if (watch !== undefined) {
      watch.followers += 1;
      return watch;
    }
    watch = { followers: 1, version: undefined, news: new Map(), ...nextChange() };
    watches.set(id, watch);
    void look(id, watch);
    return watch;
  }

  function read(id: string, watch: Watch, cursor: string): Promise<RunNews | null> {
    const before = watch.news.get(cursor);
    if (before !== undefined) return before;
    const found = newsOf(db, id, cursor);
    watch.news.set(cursor, found);
    found.catch(() => watch.news.delete(cursor));
    return found;
  }

  return {
    async *follow(id, after, signal) {
      const ends = AbortSignal.any([signal, stopping.signal]);
      const aborted = new Promise<void>((resolve) => ends.addEventListener("abort", () => resolve(), { once: true }));
      const watch = join(id);
      try {
        let cursor = after ?? "";
        let told: string | undefined;
        while (!ends.aborted) {
          // Taken before the reading: what changes meanwhile is another change.
          const { changed } = watch;
          const news = await read(id, watch, cursor);
          if (news === null) return "complete";
          const status = JSON.stringify(news.status);
          if (news.cursor !== cursor || status !== told) {
            [cursor, told] = [news.cursor, status];
            yield news;
          }
          if (news.more) continue;
          if (hasEnded(news.status)) return "complete";
          await Promise.race([changed, aborted]);
        }
        return "cut";
      } finally {
        watch.followers -= 1;
      }
    },
    stop: () => stopping.abort(),
  };
}
