/** One run of a comparison. */
import { getBakeoffRun } from "$lib/server/api/operations/runs";

export const GET = getBakeoffRun.handle;
