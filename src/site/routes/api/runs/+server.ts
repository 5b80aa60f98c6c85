/** Runs: the list, and a visitor's own run after they agreed to store it. */
import { listRuns, sendRun } from "$lib/server/api/operations/runs";

export const GET = listRuns.handle;
export const POST = sendRun.handle;
