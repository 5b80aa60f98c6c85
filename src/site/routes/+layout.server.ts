/** What the frame of every page shows. */
import { context } from "$lib/server/context";
import type { LayoutServerLoad } from "./$types";

export const load: LayoutServerLoad = async ({ locals: { reader } }) => {
  const { version, team, library } = context();
  const unread = reader && (await library.community.notifications.unread(reader.id));
  return { version, team, reader: reader && { name: reader.name, role: reader.role, unread: unread ?? 0 } };
};
