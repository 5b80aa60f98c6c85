/** The list of a week. */
import { periodView } from "$lib/server/lists/list-page";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = (event) => periodView(event, "week", event.params.week);
