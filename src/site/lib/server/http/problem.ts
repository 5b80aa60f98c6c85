/** Refusals as RFC 9457 has them: what they are, which status each has, and the answer that says so. */
import type { LibraryErrorCode } from "#library/errors";
import { z } from "zod";
import { unavailableMessage } from "./unavailable.ts";

/** One thing that does not fit, for programs. */
export const reason = z
  .strictObject({
    says: z.string().describe("For people, in English."),
    in: z.enum(["path", "query", "body"]).optional().describe("Which part of the request."),
    at: z.string().optional().describe("Where in it: a parameter's name, or a JSON pointer into the body."),
    rule: z
      .string()
      .optional()
      .describe(
        "What it breaks: invalid_type, too_big, too_small, invalid_format, invalid_value, unrecognized_keys, custom.",
      ),
  })
  .meta({ id: "Reason" });
export type Reason = z.infer<typeof reason>;

/** What every refusal is. `code` is for programs; `type` is where it is explained. */
export const problem = z
  .strictObject({
    type: z.string().describe("Where this kind of problem is explained: the page of the API, at the code."),
    title: z.string().describe("The kind of problem: the same for every occurrence."),
    status: z.int().min(400).max(599),
    detail: z.string().describe("This occurrence, for people."),
    code: z.string().describe("The kind of problem, for programs."),
    reasons: z.array(reason).describe("Everything that does not fit, one by one; empty where `detail` says it all."),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof problem>;

const problemType = "application/problem+json";

interface Kind {
  readonly status: number;
  readonly title: string;
}

const kind = (status: number, title: string): Kind => ({ status, title });

/** What the endpoints themselves refuse. */
const own = {
  INVALID_PARAMETER: kind(400, "A parameter of the address does not fit, is unknown, or is given twice"),
  NOT_JSON: kind(400, "The body is not JSON"),
  NOT_TEXT: kind(400, "A text holds the character U+0000"),
  CUT_OFF: kind(400, "The body ended before it was complete"),
  NO_CLIENT_ADDRESS: kind(400, "The proxy did not say who asks"),
  NOT_A_FORM: kind(400, "The form cannot be read"),
  OTHER_RUN: kind(400, "The run in the body is not the one in the address"),
  NOT_SIGNED_IN: kind(401, "Nobody is signed in, and there is no token"),
  INVALID_TOKEN: kind(401, "The token is unknown or was revoked"),
  NOT_AUTHORIZED: kind(401, "Only commands of the server's own machine may do this"),
  NOT_FOR_TOKENS: kind(403, "No personal token may do this"),
  SCOPE_TOO_SMALL: kind(403, "The token's scope does not reach this"),
  CROSS_SITE: kind(403, "A page of another site may not send anything here"),
  WRONG_HOST: kind(403, "This site is not known by the name that it was asked by"),
  NO_SUCH_ADDRESS: kind(404, "There is nothing at this address"),
  NO_SUCH_BAKEOFF: kind(404, "There is no such comparison"),
  NO_SUCH_DATASET: kind(404, "There is no such dataset"),
  NOT_EXPORTED: kind(404, "The paper exports no model"),
  TOO_MANY: kind(429, "That was a lot at once; Retry-After says when to come back"),
  METHOD_NOT_ALLOWED: kind(405, "This address takes other methods; Allow names them"),
  TOO_LARGE: kind(413, "The body is too large"),
  WRONG_TYPE: kind(415, "The body has another content type than is read here"),
  INTERNAL: kind(500, "The server made a mistake; its log says which"),
};

/** What the library refuses. What is missing here is 503: not now, or not on this machine. */
const ofLibrary: Partial<Record<LibraryErrorCode, Kind>> = {
  DISK_FULL: kind(507, "The server has no space left"),
  INVALID_RUN: kind(422, "The run does not fit"),
  NO_ROOM: kind(403, "There is no room for runs of visitors"),
  INVALID_LIST: kind(422, "The page is not a list of papers"),
  INVALID_BATCH: kind(422, "The batch of papers does not fit"),
  INVALID_LIST_QUESTION: kind(400, "No page of the list gave this place, or it lies too deep"),
  INVALID_SOURCE: kind(400, "There is no such source"),
  NO_SUCH_RUN: kind(404, "There is no such run"),
  RUN_EXISTS: kind(409, "The id belongs to another run"),
  NOTHING_MEASURED: kind(404, "Nothing of the paper was measured, so it has no ledger to leave"),
  RUN_ENDED: kind(409, "The run has ended"),
  BATCH_GAP: kind(409, "A batch before this one is missing"),
  NO_SUCH_SUBSCRIBER: kind(404, "There is no such subscription"),
  INVALID_PREFERENCES: kind(422, "The preferences do not fit"),
  NO_SUCH_PAPER: kind(404, "There is no such paper"),
  NO_SUCH_COMMENT: kind(404, "There is no such comment, or it is somebody else's"),
  NO_SUCH_COLLECTION: kind(404, "There is no such collection, or it is somebody else's"),
  NO_SUCH_REQUEST: kind(404, "There is no such request"),
  INVALID_INPUT: kind(422, "What was written does not fit"),
  NOT_ALLOWED: kind(403, "Somebody else may do this, or nobody"),
  INVALID_ADDRESS: kind(422, "This is no address of mail"),
  TOO_OFTEN: kind(429, "This was asked for too often; Retry-After says when to come back"),
  ADDRESS_TAKEN: kind(409, "Somebody has this address already"),
  INVALID_NAME: kind(422, "The name does not fit"),
  WRONG_CODE: kind(403, "This is not the code of the console"),
  NO_SUCH_READER: kind(404, "There is no such reader"),
  LAST_ADMIN: kind(409, "Nobody would be left who can administer"),
  NO_DATABASE: kind(503, "The database cannot be reached for the moment; Retry-After says when to come back"),
  DATABASE_STOPPED: kind(503, "The server's database has stopped"),
  SOURCE_UNREACHABLE: kind(503, "There is no network, or the service does not answer"),
  NO_ZOTERO: kind(409, "Zotero does not run beside this server, or did not take the paper"),
  JOBS_STOPPED: kind(503, "Nothing works in the background"),
  MAIL_FAILED: kind(503, "The mail could not be handed over"),
};

/** Every kind of problem that this site answers with, by its code. */
export const problems: Readonly<Record<string, Kind>> = { ...own, ...ofLibrary };

export type ProblemCode = keyof typeof own | LibraryErrorCode;

/** The status of what the library refuses. Its TOO_MANY is about things that somebody has, that of endpoints about time. */
export const statusOf = (code: LibraryErrorCode): number =>
  code === "TOO_MANY" ? 409 : (ofLibrary[code]?.status ?? 503);

/** Where the kinds of problems are explained; a code is a fragment of it. */
export const explained = "/api";

export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly reasons: readonly Reason[];
}

/** @param headers beside the content type. */
export function problemAnswer(
  { status, code, message, reasons }: Refusal,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body: Problem = {
    type: `${explained}#${code}`,
    title: problems[code]?.title ?? "This cannot be done now, or not on this machine",
    status,
    detail: message,
    code,
    reasons: [...reasons],
  };
  // What a refusal was made of may be about one reader, or be true for a moment.
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": problemType, "cache-control": "no-store", ...headers },
  });
}

/** What the framework refuses by itself, in its own words, as programs expect it: no route, no such method, a mistake of ours. */
export function asProblem(answer: Response): Response {
  const { status, headers } = answer;
  if (status < 400 || headers.get("content-type") === problemType) return answer;
  const [code, message] = framework[status] ?? framework[status < 500 ? 404 : 500];
  const kept = ["allow", "retry-after"].flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  return problemAnswer({ status, code, message, reasons: [] }, Object.fromEntries(kept) as Record<string, string>);
}

const framework: Readonly<Record<number, readonly [ProblemCode, string]>> = {
  404: ["NO_SUCH_ADDRESS", "there is nothing at this address"],
  405: ["METHOD_NOT_ALLOWED", "this address takes other methods"],
  500: ["INTERNAL", "the server made a mistake; its log says which"],
  503: ["NO_DATABASE", unavailableMessage],
};
