/** Asks the editors to look at a comment. */
import { reportComment } from "$lib/server/api/operations/discussion";

export const POST = reportComment.handle;
