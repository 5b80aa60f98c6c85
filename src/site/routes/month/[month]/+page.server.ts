/** The list of a month. */
import { periodView } from "$lib/server/lists/list-page";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = (event) => periodView(event, "month", event.params.month);
