/**
 * The Model Context Protocol over HTTP: who may ask, and who answers. A stranger may use what reads as they may read pages; what has the
 * server compute something is for whoever may ask for that on pages too.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { createMcpHandler, type McpHttpHandler } from "@modelcontextprotocol/server";
import { LibraryError } from "#library/errors";
import { papersServer, type Reading } from "#library/mcp/server";
import { allows } from "#library/readers/reader";
import type { RequestEvent } from "@sveltejs/kit";
import pino from "pino";
import { context } from "./context.ts";
import { askerOf, notTooOftenFrom } from "./guard/limits.ts";
import { refuseForeign } from "./guard/same-origin.ts";
import { answering, Refused } from "./http/answers.ts";

const log = pino({ name: "mcp" }, pino.destination(2));

/** Bytes: no question is longer. */
const largest = 100_000;

/** Who is answered: the library of the protocol hands over no more than the request. */
const visits = new AsyncLocalStorage<Visit>();

type Visit = Pick<RequestEvent, "locals" | "getClientAddress">;

let handler: McpHttpHandler | undefined;

/** One server for each request; nothing is kept between them, so any process of the site may answer the next. */
const handlerOfSite = (): McpHttpHandler =>
  (handler ??= createMcpHandler(
    () => {
      const { library, version } = context();
      const { catalogue, search, lists, publicAddress } = library;
      const runs = runsFor(visits.getStore()!);
      const site = publicAddress.replace(/\/$/, "");
      const onError = (error: unknown) => log.error({ err: error }, "a tool failed");
      return papersServer((work) => work({ catalogue, search, lists, runs }), { version, site, onError });
    },
    { maxRequestBodySize: largest, maxSubscriptions: 16 },
  ));

export const mcpAnswer = (event: RequestEvent): Promise<Response> =>
  answering(async () => {
    refuseStrangers(event);
    await notTooOftenFrom(event, "mcp");
    const response = await visits.run(event, () => handlerOfSite().fetch(event.request));
    const headers = new Headers(response.headers);
    headers.set("cache-control", "no-store");
    return new Response(response.body, { status: response.status, headers });
  });

function runsFor(visit: Visit): Reading["runs"] {
  const { serverRuns } = context().library;
  return {
    async request(request) {
      const { tokenScope } = visit.locals;
      if (tokenScope !== null && !allows(tokenScope, "write"))
        throw new LibraryError("NOT_ALLOWED", `this token's scope is ${tokenScope}; run_experiment needs write`);
      return serverRuns.request(askerOf(visit), request);
    },
    status: (id) => serverRuns.status(id),
  };
}

/**
 * What a page of another site may have sent is refused here whatever it carries, a valid token included.
 * @throws Refused 403, and 401 for a token that is none of ours.
 */
function refuseStrangers(event: Pick<RequestEvent, "request" | "url">): void {
  refuseForeign(event);
  // Personal tokens were looked at before (`identify`); whoever sends another should hear that it is none.
  if (/^Bearer +(?!pt_)/i.test(event.request.headers.get("authorization")?.trim() ?? ""))
    throw new Refused(
      401,
      "INVALID_TOKEN",
      "this token is none of this site: make one on the account page, or send none",
    );
}
