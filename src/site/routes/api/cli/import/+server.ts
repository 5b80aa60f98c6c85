/** Imports the text of a saved list page that the command line has read. */
import { answering, Refused } from "$lib/server/http/answers";
import { jsonBody } from "$lib/server/http/body";
import { context } from "$lib/server/context";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ request }) =>
  answering(async () => {
    const body = ((await jsonBody(request, 32_000_000)) ?? {}) as Record<string, unknown>;
    const { text, asOf, name = "a pasted page" } = body;
    if (typeof text !== "string") throw new Refused(400, "NO_TEXT", "the body must have the page's text as `text`");
    if (asOf !== undefined && typeof asOf !== "string")
      throw new Refused(400, "INVALID_DAY", "`asOf` must be a day or a year");
    return json(await context().catalogue.importList(text, { asOf, name: String(name).slice(0, 200) }));
  });
