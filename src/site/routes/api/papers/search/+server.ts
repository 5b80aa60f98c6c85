/** Papers by words, as clients of the daily-papers API ask for them. */
import { searchDailyPapers } from "$lib/server/api/operations/daily";

export const GET = searchDailyPapers.handle;
