/** Where an admin takes a backup, and reads how it is put back. */
import { context } from "$lib/server/context";
import { requireRole } from "$lib/server/guard/reader";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  requireRole(event, "admin");
  const { library } = context();
  const { database } = await library.storage();
  const made = (await library.audit.list({ limit: 500 })).find(({ action }) => action === "backup made");
  return { kind: library.kind, database, last: made && { at: made.at, name: made.name } };
};
