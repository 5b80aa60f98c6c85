/** Daily papers, as clients that count pages ask for them. */
import { listDailyPapers } from "$lib/server/api/operations/daily";

export const GET = listDailyPapers.handle;
