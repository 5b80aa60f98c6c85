/** When digests are made and sent: every few minutes, what is due by then. */
import type { JobData, Jobs } from "../jobs/jobs.ts";
import type { Digests } from "./digests.ts";

export function scheduleDigests(jobs: Jobs, digests: Digests): void {
  // What one try leaves undone the next one finds in the outbox; two at once do each other no harm.
  jobs.define(
    "digest.send",
    async (_, { signal }) => {
      const report = await digests.send({ signal });
      if (report.stopped !== null) throw new Error(report.stopped);
      return report as unknown as JobData;
    },
    { retries: 0 },
  );
  jobs.schedule("digest.send", "*/5 * * * *", { catchUp: true });
}
