/**
 * An operation of the API: one place says what a request may hold, what is answered and what is refused. The same schemas check both and
 * make the description (openapi.ts), so that it says what is so.
 */
import type { Reader } from "#library/readers/reader";
import type { RequestEvent } from "@sveltejs/kit";
import type { z } from "zod";
import { answering } from "../http/answers.ts";
import { isKnown, weakTag } from "../http/etag.ts";
import { eventStream, mapEvents, type StreamEvent, type StreamEvents } from "../http/event-stream.ts";
import type { ProblemCode } from "../http/problem.ts";
import { notTooOftenFrom, type Limited } from "../guard/limits.ts";
import { requireReader } from "../guard/reader.ts";
import { takeStream } from "../guard/streams.ts";
import { readBody, readPath, readQuery } from "./input.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
type Shape = z.ZodObject;

/** What may be answered where a schema is: the same, and nothing of it is changed. */
export type Given<T> = T extends object ? { readonly [Key in keyof T]: Given<T[Key]> } : T;

/** What is said beside the value. */
export interface Reply {
  /** Default: that of the definition. */
  status?: number;
  readonly headers: Headers;
}

export interface Asked<Who extends "anyone" | "reader", Path extends Shape, Query extends Shape, Body> {
  readonly event: RequestEvent;
  readonly reader: Who extends "reader" ? Reader : Reader | null;
  readonly path: z.output<Path>;
  readonly query: z.output<Query>;
  readonly body: Body;
  readonly reply: Reply;
}

export interface Definition<
  Who extends "anyone" | "reader",
  Path extends Shape,
  Query extends Shape,
  Body extends z.ZodType,
  Answer extends z.ZodType,
> {
  /** Unique; names of functions in clients that are made from the description. */
  readonly id: string;
  readonly method: Method;
  /** As in an OpenAPI file: "/api/papers/{slug}". */
  readonly path: string;
  readonly group: string;
  /** One line, no full stop. */
  readonly summary: string;
  readonly details?: string;
  /** "reader": somebody has to be signed in, or send a token. */
  readonly who: Who;
  /** Parts of the path. */
  readonly parts?: Path;
  readonly query?: Query;
  readonly body?: {
    readonly schema: Body;
    /** Bytes. */
    readonly limit: number;
    /** Default: INVALID_INPUT. */
    readonly refusal?: ProblemCode;
  };
  /** What counts towards a limit, whatever comes of it. */
  readonly often?: Limited;
  /** Statuses of success; the first is the usual one. */
  readonly statuses?: readonly [number, ...number[]];
  /** Absent: the answer is empty. */
  readonly answer?: Answer;
  /** The answer is a stream of server-sent events, and `answer` the data of each. */
  readonly streams?: true;
  /** Headers of the answer besides the usual ones, each with what it says. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Kinds of problems besides those that follow from the rest. */
  readonly refuses?: readonly ProblemCode[];
  run(asked: Asked<Who, Path, Query, z.output<Body>>): Promise<Given<z.input<Answer>>>;
}

/** A definition without its types, as the description reads it. */
export type Described = Omit<
  Definition<"anyone" | "reader", Shape, Shape, z.ZodType, z.ZodType>,
  "run" | "parts" | "query"
> & { readonly parts?: Shape; readonly query?: Shape };

export interface Operation {
  readonly definition: Described;
  /** The handler of its route. */
  readonly handle: (event: RequestEvent) => Promise<Response>;
}

type Nothing = z.ZodObject<Record<never, never>>;

export function operation<
  Who extends "anyone" | "reader",
  Path extends Shape = Nothing,
  Query extends Shape = Nothing,
  Body extends z.ZodType = z.ZodUndefined,
  Answer extends z.ZodType = z.ZodVoid,
>(definition: Definition<Who, Path, Query, Body, Answer>): Operation {
  const { who, often, statuses: [usual] = [definition.answer ? 200 : 204] } = definition;
  return {
    definition: definition as unknown as Described,
    handle: (event) =>
      answering(async () => {
        const reader = who === "reader" ? requireReader(event) : event.locals.reader;
        if (often !== undefined) await notTooOftenFrom(event, often);
        const path = readPath(definition.parts, event.params) as z.output<Path>;
        const query = readQuery(definition.query, event.url.searchParams) as z.output<Query>;
        const body = (definition.body && (await readBody(event.request, definition.body))) as z.output<Body>;
        const reply: Reply = { headers: new Headers() };
        const asked = { event, reader, path, query, body, reply } as Asked<Who, Path, Query, z.output<Body>>;
        const value = await definition.run(asked);
        if (definition.answer === undefined) return new Response(null, { status: usual, headers: reply.headers });
        checkAnswer(definition.id, definition.answer, value);
        return answered(event, JSON.stringify(value), reply, usual);
      }),
  };
}

interface Streamed<
  Who extends "anyone" | "reader",
  Path extends Shape,
  Query extends Shape,
  Answer extends z.ZodType,
> extends Omit<Definition<Who, Path, Query, z.ZodUndefined, Answer>, "run" | "streams" | "method" | "body" | "answer"> {
  readonly answer: Answer;
  /** @param lastId what the client received last, where it was cut off. @throws Refused before anything is sent. */
  run(
    asked: Omit<Asked<Who, Path, Query, undefined>, "body" | "reply"> & { readonly lastId: string | null },
    signal: AbortSignal,
  ): Promise<StreamEvents<StreamEvent & { readonly data: Given<z.input<Answer>> }>>;
}

/** An operation that goes on answering. */
export function streamingOperation<
  Who extends "anyone" | "reader",
  Answer extends z.ZodType,
  Path extends Shape = Nothing,
  Query extends Shape = Nothing,
>(definition: Streamed<Who, Path, Query, Answer>): Operation {
  const { who, often, id, answer } = definition;
  return {
    definition: { ...definition, method: "GET", streams: true } as unknown as Described,
    handle: (event) =>
      answering(async () => {
        const reader = who === "reader" ? requireReader(event) : event.locals.reader;
        if (often !== undefined) await notTooOftenFrom(event, often);
        const path = readPath(definition.parts, event.params) as z.output<Path>;
        const query = readQuery(definition.query, event.url.searchParams) as z.output<Query>;
        const lastId = event.request.headers.get("last-event-id");
        const leave = takeStream(event);
        const ending = new AbortController();
        const onEnd = () => {
          leave();
          ending.abort();
        };
        try {
          const asked = { event, reader, path, query, lastId } as never;
          const events = await definition.run(asked, ending.signal);
          const checked = mapEvents(events, (event) => {
            checkAnswer(id, answer, event.data);
            return event;
          });
          return eventStream(checked, { onEnd, onStall: () => hangUp(event) });
        } catch (error) {
          onEnd();
          throw error;
        }
      }),
  };
}

/** The connection itself, which holds what its client did not read; the adapter hands it over where there is one. */
const hangUp = ({ platform }: RequestEvent): void =>
  void (platform as { req?: { socket?: { destroy(): void } } } | undefined)?.req?.socket?.destroy();

/**
 * What does not fit its own description is not sent: a client would trip over it, and nobody would hear of it. In production too: for a
 * list of 50 papers it takes less than 2 % of the request's processor time.
 */
function checkAnswer(id: string, schema: z.ZodType, value: unknown): void {
  const { success, error: found } = schema.safeParse(value);
  if (success) return;
  const where = found.issues.slice(0, 5).map(({ path, message }) => `${path.join(".") || "it"}: ${message}`);
  throw new Error(`the answer of ${id} does not fit its description: ${where.join("; ")}`);
}

/** Tagged by what it says, so that whoever has it already is told so. */
function answered({ request, locals }: RequestEvent, text: string, { status, headers }: Reply, usual: number) {
  headers.set("content-type", "application/json");
  if (request.method !== "GET" && request.method !== "HEAD")
    return new Response(text, { status: status ?? usual, headers });
  const etag = weakTag(text);
  headers.set("etag", etag);
  headers.set("cache-control", locals.reader === null ? "no-cache" : "private, no-cache");
  if (!isKnown(request, etag)) return new Response(text, { status: status ?? usual, headers });
  headers.delete("content-type");
  return new Response(null, { status: 304, headers });
}
