/** What the community does when nobody asks for it. */
import type { Jobs } from "../jobs/jobs.ts";
import type { Community } from "./index.ts";

export function scheduleCommunity(jobs: Jobs, { alerts, submissions }: Community): void {
  jobs.define("community.alerts", async () => ({ told: await alerts.raise() }));
  jobs.schedule("community.alerts", "*/15 * * * *", { catchUp: true });
  jobs.define("community.submissions", () => submissions.resume());
  jobs.schedule("community.submissions", "*/10 * * * *", { catchUp: true });
}
