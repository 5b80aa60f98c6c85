/** What a run sees, as it sees it. */
import { followRun } from "$lib/server/api/operations/runs";

export const GET = followRun.handle;
