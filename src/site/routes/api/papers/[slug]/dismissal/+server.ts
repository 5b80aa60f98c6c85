/** What is not for a reader. */
import { setDismissal, removeDismissal } from "$lib/server/api/operations/discussion";

export const PUT = setDismissal.handle;
export const DELETE = removeDismissal.handle;
