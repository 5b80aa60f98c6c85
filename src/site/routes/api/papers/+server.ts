/** Papers, page by page. */
import { listPapers } from "$lib/server/api/operations/papers";

export const GET = listPapers.handle;
