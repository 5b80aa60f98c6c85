/** Ends a run on the server. */
import { cancelRun } from "$lib/server/api/operations/runs";

export const POST = cancelRun.handle;
