/** What a reader follows. */
import { listFollows, addFollow, removeFollow } from "$lib/server/api/operations/lists";

export const GET = listFollows.handle;
export const PUT = addFollow.handle;
export const DELETE = removeFollow.handle;
