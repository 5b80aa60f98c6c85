/** New papers in a reader's own order. */
import { listForYou } from "$lib/server/api/operations/lists";

export const GET = listForYou.handle;
