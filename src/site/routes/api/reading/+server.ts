/** A reader is here: said by the pages themselves, because looking at one changes nothing. */
import { markRead } from "$lib/server/api/operations/lists";

export const POST = markRead.handle;
