/** The list of a day. */
import { periodView } from "$lib/server/lists/list-page";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = (event) => periodView(event, "day", event.params.day);
