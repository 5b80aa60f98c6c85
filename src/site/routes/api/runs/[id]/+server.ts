/** One run. */
import { getRun } from "$lib/server/api/operations/runs";

export const GET = getRun.handle;
