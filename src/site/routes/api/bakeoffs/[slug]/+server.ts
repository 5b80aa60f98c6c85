/** Runs of one bake-off, without what their units found. */
import { answering, Refused } from "$lib/server/http/answers";
import { context } from "$lib/server/context";
import { bakeoffSlugs } from "#bakeoffs/registry";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = ({ params }) =>
  answering(async () => {
    if (!bakeoffSlugs.includes(params.slug))
      throw new Refused(
        404,
        "NO_SUCH_BAKEOFF",
        `no bake-off ${JSON.stringify(params.slug.slice(0, 60))}`,
        bakeoffSlugs,
      );
    return json(await context().library.bakeoffs.runs(params.slug));
  });
