/** A reader's bookmark. */
import { markEndpoints } from "$lib/server/api";

export const { PUT, DELETE } = markEndpoints("bookmark");
