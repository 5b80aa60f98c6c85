/** A reader's vote. */
import { markEndpoints } from "$lib/server/api";

export const { PUT, DELETE } = markEndpoints("vote");
