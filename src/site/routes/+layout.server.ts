/** What the frame of every page shows. */
import { context } from "$lib/server/context";
import type { LayoutServerLoad } from "./$types";

export const load: LayoutServerLoad = () => ({ version: context().version });
