/** A digest before anybody gets it: as HTML in a frame of its own, and as text. */
import { previewOf } from "$lib/server/digest/preview";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ url }) => {
  const { day, message, frequency } = await previewOf(url);
  return { day, frequency, subject: message?.subject ?? null, text: message?.text ?? null };
};
