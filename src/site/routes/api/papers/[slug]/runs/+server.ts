/** Asks for a run on the server. */
import { startServerRun } from "$lib/server/api/operations/runs";

export const POST = startServerRun.handle;
