/** Administration is for editors and admins; each page says itself who may use it. */
import { hasRole } from "#library/readers/reader";
import { requireRole } from "$lib/server/guard/reader";
import type { LayoutServerLoad } from "./$types";

export const load: LayoutServerLoad = (event) => ({ isAdmin: hasRole(requireRole(event, "editor"), "admin") });
