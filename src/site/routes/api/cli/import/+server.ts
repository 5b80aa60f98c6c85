/** Imports the text of a saved list page that the command line has read. */
import { answering } from "$lib/server/http/answers";
import { readBody } from "$lib/server/api/input";
import { limits, listPage } from "$lib/server/api/shapes/commands";
import { context } from "$lib/server/context";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ request }) =>
  answering(async () => {
    const body = await readBody(request, { schema: listPage, limit: limits.papers });
    const { text, asOf, name = "a pasted page" } = body;
    return json(await context().catalogue.importList(text, { asOf, name: name.slice(0, 200) }));
  });
