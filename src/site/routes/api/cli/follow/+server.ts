/** What the command line does with the sources that are followed. */
import { answering, Refused } from "$lib/server/http/answers";
import { jsonBody } from "$lib/server/http/body";
import { context } from "$lib/server/context";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ request }) =>
  answering(async () => {
    const { sources } = context().library;
    const { deed, text = "", by = "" } = (await jsonBody(request, 10_000)) as Record<string, string | undefined>;
    if (deed === "list") return json(await sources.followed());
    if (deed === "follow") return json(await sources.follow(text));
    if (deed === "unfollow") return json(await sources.unfollow(text));
    if (deed !== "look") throw new Refused(400, "NO_DEED", "`deed` is list, follow, unfollow or look");
    return json(await sources.look(text, { by, signal: new AbortController().signal }));
  });
