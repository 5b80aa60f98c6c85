/** One run with its points and measurements. */
import { answering, Refused } from "$lib/server/http/answers";
import { context } from "$lib/server/context";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = ({ params }) =>
  answering(async () => {
    const run = await context().catalogue.run(params.id);
    if (run === null) throw new Refused(404, "NO_SUCH_RUN", `no run ${JSON.stringify(params.id)}`);
    return json(run);
  });
