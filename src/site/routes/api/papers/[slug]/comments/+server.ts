/** The discussion of a paper, and another comment in it. */
import { listComments, addComment } from "$lib/server/api/operations/discussion";

export const GET = listComments.handle;
export const POST = addComment.handle;
