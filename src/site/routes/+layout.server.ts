/** What the frame of every page shows. */
import { context } from "$lib/server/context";
import type { LayoutServerLoad } from "./$types";

export const load: LayoutServerLoad = async ({ locals: { reader } }) => {
  const { version, team, library } = context();
  const unread = reader && (await library.community.notifications.unread(reader.id));
  // Commands work where papertape's folder is: whoever sits there is the owner, or looks after the site.
  const terminal = !team || reader?.role === "admin";
  return { version, team, terminal, reader: reader && { name: reader.name, role: reader.role, unread: unread ?? 0 } };
};
