/** Runs of one comparison. */
import { listBakeoffRuns } from "$lib/server/api/operations/runs";

export const GET = listBakeoffRuns.handle;
