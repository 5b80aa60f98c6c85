/** What is hot. */
import { listView } from "$lib/server/lists/list-page";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => ({
  view: await listView(event, { kind: "all" }, { sorts: ["heat"] }),
  today: new Date().toISOString().slice(0, 10),
});
