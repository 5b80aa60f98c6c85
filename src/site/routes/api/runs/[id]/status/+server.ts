/** How a run stands. */
import { getRunStatus } from "$lib/server/api/operations/runs";

export const GET = getRunStatus.handle;
