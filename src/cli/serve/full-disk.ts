/** Rests the work in the background while the disk is full: it writes even when nothing is to be done, and pages need none of it. */
import type { Disk } from "#library/store/disk";
import type { Jobs } from "#library/jobs/jobs";

/** Milliseconds between two looks. */
const pause = 5_000;

export interface Watch {
  /** No look begins any more; waits for the one under way. */
  stop(): Promise<void>;
}

/**
 * @param started work that is being started; nothing is done before it is.
 * @param tell hears of what goes wrong, of a full disk too.
 * @param every milliseconds between two looks; a test has less patience.
 */
export function restOnFullDisk(
  { jobs, disk }: { readonly jobs: Pick<Jobs, "start" | "stop">; readonly disk: Pick<Disk, "isFull"> },
  started: Promise<void>,
  tell: (error: Error) => void,
  every = pause,
): Watch {
  let resting = false;
  let looking = started;
  async function look(): Promise<void> {
    const full = await disk.isFull();
    if (full === resting) return;
    resting = full;
    if (full) {
      tell(new Error("the disk is nearly full: nothing is stored until there is more room; pages can be read"));
      await jobs.stop("the disk is nearly full");
    } else {
      await jobs.start(tell);
    }
  }
  const timer = setInterval(() => (looking = looking.then(look).catch(tell)), every);
  return {
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}
