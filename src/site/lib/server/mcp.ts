/** The Model Context Protocol over HTTP: who may ask, and who answers. Tools only read, so a stranger may use them as they may read pages. */
import { isIP } from "node:net";
import { createMcpHandler, type McpHttpHandler } from "@modelcontextprotocol/server";
import { papersServer } from "#library/mcp/server";
import type { RequestEvent } from "@sveltejs/kit";
import pino from "pino";
import { context } from "./context.ts";
import { notTooOftenFrom } from "./guard/limits.ts";
import { answering, Refused } from "./http/answers.ts";

const log = pino({ name: "mcp" }, pino.destination(2));

/** Bytes: no question is longer. */
const largest = 100_000;

let handler: McpHttpHandler | undefined;

/** One server for each request; nothing is kept between them, so any process of the site may answer the next. */
const handlerOfSite = (): McpHttpHandler =>
  (handler ??= createMcpHandler(
    () => {
      const { library, version } = context();
      const { catalogue, search, lists, publicAddress } = library;
      const site = publicAddress.replace(/\/$/, "");
      const onError = (error: unknown) => log.error({ err: error }, "a tool failed");
      return papersServer((work) => work({ catalogue, search, lists }), { version, site, onError });
    },
    { maxRequestBodySize: largest, maxSubscriptions: 16 },
  ));

export const mcpAnswer = (event: RequestEvent): Promise<Response> =>
  answering(async () => {
    refuseStrangers(event);
    await notTooOftenFrom(event, "mcp");
    const response = await handlerOfSite().fetch(event.request);
    const headers = new Headers(response.headers);
    headers.set("cache-control", "no-store");
    return new Response(response.body, { status: response.status, headers });
  });

/**
 * Another site may have its own name point here (DNS rebinding); its pages would then speak to us as if they were ours. Such a name is
 * neither an address nor one that this site is known by. A page of any other origin is refused whatever it carries.
 * @throws Refused 403, and 401 for a token that is none of ours.
 */
function refuseStrangers({ request, url }: Pick<RequestEvent, "request" | "url">): void {
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(hostname) === 0 && hostname !== "localhost" && url.host !== new URL(context().library.publicAddress).host)
    throw new Refused(
      403,
      "WRONG_HOST",
      `this site is not known as ${JSON.stringify(url.host.slice(0, 100))}; if it should be, set ORIGIN to its address`,
    );
  const origin = request.headers.get("origin");
  if (origin !== null && origin !== url.origin)
    throw new Refused(403, "CROSS_SITE", `a page of ${origin.slice(0, 100)} may not ask here`);
  // Personal tokens were looked at before (`identify`); whoever sends another should hear that it is none.
  if (/^Bearer +(?!pt_)/i.test(request.headers.get("authorization")?.trim() ?? ""))
    throw new Refused(
      401,
      "INVALID_TOKEN",
      "this token is none of this site: make one on the account page, or send none",
    );
}
