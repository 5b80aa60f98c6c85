/** How every source stands, and what search can do. */
import { getStatus } from "$lib/server/api/operations/reading";

export const GET = getStatus.handle;
