/** A reader's bookmark. */
import { markEndpoints } from "$lib/server/http/api";

export const { PUT, DELETE } = markEndpoints("bookmark");
