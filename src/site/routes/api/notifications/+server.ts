/** What a reader should hear of. */
import { listNotifications, markNotifications } from "$lib/server/api/operations/lists";

export const GET = listNotifications.handle;
export const PATCH = markNotifications.handle;
