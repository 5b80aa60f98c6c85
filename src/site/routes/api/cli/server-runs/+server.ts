/** What the command line has this server compute. */
import type { RunRequest } from "#library/server-runs/server-runs";
import { readBody } from "$lib/server/api/input";
import { limits, serverRunDeed } from "$lib/server/api/shapes/commands";
import { answering } from "$lib/server/http/answers";
import { context } from "$lib/server/context";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ request }) =>
  answering(async () => {
    const { serverRuns } = context().library;
    const asker = { kind: "command" } as const;
    const { deed, ...asked } = await readBody(request, { schema: serverRunDeed, limit: limits.words });
    return deed === "request"
      ? json(await serverRuns.request(asker, asked as RunRequest), { status: 202 })
      : json(await serverRuns.cancel(asker, String(asked.id)));
  });
