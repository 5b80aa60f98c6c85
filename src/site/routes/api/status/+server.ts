/** How every source stands, and what search can do. */
import { answering } from "$lib/server/http/answers";
import { context } from "$lib/server/context";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = () =>
  answering(async () => {
    const { sources, jobs, search } = context().library;
    return json({ sources: await sources.status(), jobs: jobs.state().state, search: await search.status() });
  });
