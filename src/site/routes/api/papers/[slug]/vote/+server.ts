/** A reader's vote. */
import { markEndpoints } from "$lib/server/http/api";

export const { PUT, DELETE } = markEndpoints("vote");
