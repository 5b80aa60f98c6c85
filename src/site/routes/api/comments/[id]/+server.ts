/** A reader's own comment: edited, or deleted. */
import { editComment, removeComment } from "$lib/server/api/operations/discussion";

export const PATCH = editComment.handle;
export const DELETE = removeComment.handle;
