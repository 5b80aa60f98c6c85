/** Deletes runs for the command line. */
import { answering, Refused } from "$lib/server/http/answers";
import { jsonBody } from "$lib/server/http/body";
import { context } from "$lib/server/context";
import { json } from "@sveltejs/kit";
import { z } from "zod";
import type { RequestHandler } from "./$types";

const which = z.union([
  z.strictObject({ ids: z.array(z.string()).max(1_000) }),
  z.strictObject({ visitors: z.literal(true), paper: z.string().optional() }),
]);

export const POST: RequestHandler = ({ request }) =>
  answering(async () => {
    const { success, data } = which.safeParse(await jsonBody(request, 100_000));
    if (!success) throw new Refused(422, "INVALID_INPUT", "the body names no runs");
    return json({ deleted: await context().catalogue.deleteRuns(data) });
  });
