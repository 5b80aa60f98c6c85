/** A reader's vote. */
import { setVote, removeVote } from "$lib/server/api/operations/discussion";

export const PUT = setVote.handle;
export const DELETE = removeVote.handle;
