/** Everything that belongs to who asks, without secrets. */
import { context } from "$lib/server/context";
import { requireReader } from "$lib/server/guard/reader";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = async (event) => {
  const everything = await context().library.readers.everythingOf(requireReader(event).id);
  return json(everything, {
    headers: { "content-disposition": 'attachment; filename="papertape.json"', "cache-control": "no-store" },
  });
};
