/** What the frame of every page shows. */
import { context } from "$lib/server/context";
import type { LayoutServerLoad } from "./$types";

export const load: LayoutServerLoad = ({ locals: { reader } }) => ({
  version: context().version,
  team: context().team,
  reader: reader && { name: reader.name, role: reader.role },
});
