/** Runs: the list, and a visitor's own run after they agreed to store it. */
import { answering, Refused } from "$lib/server/http/answers";
import { jsonBody } from "$lib/server/http/body";
import { context } from "$lib/server/context";
import { notTooOftenFrom } from "$lib/server/guard/limits";
import type { RunRecord } from "#library/catalogue";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

/** A run may hold 20,000 points, half of this; those that ship have 2,000. */
const largestRun = 4_000_000;

export const GET: RequestHandler = ({ url }) =>
  answering(async () => {
    const limit = url.searchParams.get("limit");
    if (limit !== null && !/^[1-9]\d{0,3}$/.test(limit))
      throw new Refused(400, "INVALID_LIMIT", `limit must be a number from 1 to 1000, not ${JSON.stringify(limit)}`);
    const filter = {
      paper: url.searchParams.get("paper") ?? undefined,
      visitors: url.searchParams.get("visitors") === "1",
      limit: limit === null ? undefined : Number(limit),
    };
    return json(await context().catalogue.runs(filter));
  });

export const POST: RequestHandler = (event) =>
  answering(async () => {
    await notTooOftenFrom(event, "run");
    const body = await jsonBody(event.request, largestRun);
    if (typeof body !== "object" || body === null || Array.isArray(body))
      throw new Refused(400, "NOT_A_RUN", "the body must be one run");
    // Whoever sends it: what comes in here was computed in somebody's browser. The library checks everything else.
    const record = { ...body, origin: "browser" } as RunRecord;
    const { id, created } = await context().catalogue.saveRun(record);
    return json({ id, created }, { status: created ? 201 : 200, headers: { location: `/runs/${id}` } });
  });
