/** A reader's bookmark. */
import { setBookmark, removeBookmark } from "$lib/server/api/operations/discussion";

export const PUT = setBookmark.handle;
export const DELETE = removeBookmark.handle;
