/** One run of a bake-off with all its units. */
import { answering, Refused } from "$lib/server/http/answers";
import { context } from "$lib/server/context";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = ({ params }) =>
  answering(async () => {
    const run = await context().library.bakeoffs.run(params.id);
    if (run === null)
      throw new Refused(404, "NO_SUCH_RUN", `no run of a bake-off ${JSON.stringify(params.id.slice(0, 60))}`);
    return json(run);
  });
