/** Search, the sources, and the description of all this. */
import { z } from "zod";
import { context } from "../../context.ts";
import { searchRequest } from "../../lists/search-request.ts";
import { operation } from "../operation.ts";
import { searchAnswer, searchQuery } from "../shapes/search.ts";
import { status } from "../shapes/sources.ts";

export const search = operation({
  id: "search",
  method: "GET",
  path: "/api/search",
  group: "Search",
  summary: "Papers by words, and by meaning where there is a model",
  who: "anyone",
  query: searchQuery,
  answer: searchAnswer,
  run: ({ event }) => context().library.search.find(searchRequest(event.url.searchParams)),
});

export const getStatus = operation({
  id: "getStatus",
  method: "GET",
  path: "/api/status",
  group: "This installation",
  summary: "How every source stands, why a day is empty, and what search can do",
  who: "anyone",
  answer: status,
  async run() {
    const { sources, jobs, search } = context().library;
    return { sources: await sources.status(), jobs: jobs.state().state, search: await search.status() };
  },
});

/** It says the same as long as this process lives. */
let description: object | undefined;

export const getDescription = operation({
  id: "getDescription",
  method: "GET",
  path: "/api/openapi.json",
  group: "This installation",
  summary: "This description: OpenAPI 3.1",
  who: "anyone",
  answer: z.looseObject({ openapi: z.literal("3.1.1") }).meta({ id: "Description" }),
  async run() {
    // Loaded when it is asked for: it describes this operation too.
    const { describeApi } = await import("../openapi.ts");
    return (description ??= describeApi(context().version)) as { openapi: "3.1.1" };
  },
});
