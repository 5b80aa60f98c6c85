/** The API for people to read: the same description that programs get. */
import { apiPage } from "$lib/server/api/page";
import { context } from "$lib/server/context";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = ({ url }) => ({ ...apiPage(context().version), origin: url.origin });
