/** The API as OpenAPI 3.1, made of the schemas that check it. */
import { z } from "zod";
import { problem, problems, type ProblemCode } from "../http/problem.ts";
import type { Described, Operation } from "./operation.ts";
import { groups, operations } from "./operations/index.ts";

type Json = Record<string, unknown>;

/** @param version papertape's own. */
export function describeApi(version: string, described: readonly Operation[] = operations): Json {
  const schemas: Json = {};
  const paths: Record<string, Json> = {};
  for (const { definition } of described)
    (paths[definition.path] ??= {})[definition.method.toLowerCase()] = operationOf(definition, schemas);
  return {
    openapi: "3.1.1",
    info: {
      title: "papertape",
      version,
      summary: "Papers, what they claim, and what was measured of it",
      description:
        "Every answer is JSON and tagged: send `If-None-Match` and what has not changed is answered 304. Every refusal is `application/problem+json` (RFC 9457) with a `code` and, where something does not fit, each reason with its place. A parameter or field that is not named here is refused.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/", description: "This installation" }],
    security: [{}, { token: [] }, { session: [] }],
    tags: Object.entries(groups).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          description: "A personal token (`pt_...`) of the scope read, write or admin, made on the account page.",
        },
        session: { type: "apiKey", in: "cookie", name: "papertape", description: "Whoever is signed in." },
      },
    },
  };
}

function operationOf(definition: Described, schemas: Json): Json {
  const { id, group, summary, details, who, parts, query, body } = definition;
  const parameters = [
    ...parametersOf(parts, "path", schemas),
    ...parametersOf(query, "query", schemas),
    ...(definition.streams ? [lastEventId] : definition.method === "GET" ? [ifNoneMatch] : []),
  ];
  return {
    operationId: id,
    tags: [group],
    summary,
    ...(details === undefined ? {} : { description: details }),
    ...(who === "reader" ? { security: [{ token: [] }, { session: [] }] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: !body.schema.safeParse({}).success,
            description: `At most ${body.limit / 1_000} kB.`,
            content: { "application/json": { schema: schemaOf(body.schema, "input", schemas) } },
          },
        }),
    responses: { ...successes(definition, schemas), ...refusals(definition, schemas) },
  };
}

const ifNoneMatch = {
  name: "If-None-Match",
  in: "header",
  description: "Tags of answers that are there already.",
  schema: { type: "string" },
};

const lastEventId = {
  name: "Last-Event-ID",
  in: "header",
  description: "The `id` of the last event that was received, to go on after it.",
  schema: { type: "string" },
};

function parametersOf(schema: z.ZodObject | undefined, where: "path" | "query", schemas: Json): Json[] {
  if (schema === undefined) return [];
  const { properties, required = [] } = schemaOf(schema, "input", schemas) as {
    properties: Record<string, Json>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: where,
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: rest,
  }));
}

function successes({ method, answer, statuses, streams, headers = {} }: Described, schemas: Json): Json {
  const said = Object.entries(headers).map(([name, description]) => [
    name,
    { description, schema: { type: "string" } },
  ]);
  if (answer === undefined) return { 204: { description: "Done." } };
  if (streams) return { 200: streamOf(answer, schemas) };
  const tag =
    method === "GET" ? { etag: { description: "Says which answer this is.", schema: { type: "string" } } } : {};
  const success = {
    description: { GET: "What was asked for." }[method as string] ?? "Done.",
    headers: { ...tag, ...Object.fromEntries(said) },
    content: { "application/json": { schema: schemaOf(answer, "output", schemas) } },
  };
  return {
    ...Object.fromEntries((statuses ?? [200]).map((status) => [status, success])),
    ...(method === "GET"
      ? { 304: { description: "The answer is one that `If-None-Match` names.", headers: tag } }
      : {}),
  };
}

/** OpenAPI 3.1 has no word for the items of a stream; JSON Schema has one for what a text holds. */
const streamOf = (event: z.ZodType, schemas: Json): Json => ({
  description:
    "Server-sent events. The `data` of each is JSON of the schema named; the last one has the name `end`, and says that nothing more will come.",
  content: {
    "text/event-stream": {
      schema: {
        type: "string",
        contentMediaType: "application/json",
        contentSchema: schemaOf(event, "output", schemas),
      },
    },
  },
});

/** Kinds of problems that an operation may answer with, by status. */
export function refusalsOf({
  method,
  who,
  parts,
  body,
  often,
  streams,
  refuses = [],
}: Described): Map<number, ProblemCode[]> {
  const changes = method !== "GET";
  const codes = new Set<ProblemCode>([
    ...refuses,
    ...(["INVALID_PARAMETER", "INVALID_TOKEN", "NO_DATABASE", "DATABASE_STOPPED"] as const),
    ...(parts === undefined ? [] : (["NO_SUCH_ADDRESS"] as const)),
    ...(who === "reader" ? (["NOT_SIGNED_IN"] as const) : []),
    ...(changes
      ? (["CROSS_SITE", "WRONG_HOST", "SCOPE_TOO_SMALL", "TOO_MANY", "DISK_FULL", "NO_CLIENT_ADDRESS"] as const)
      : []),
    ...(body === undefined ? [] : bodyProblems),
    ...(body === undefined ? [] : [body.refusal ?? "INVALID_INPUT"]),
    ...(often === undefined && !streams ? [] : (["TOO_MANY", "NO_CLIENT_ADDRESS"] as const)),
    "INTERNAL",
  ]);
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of [...codes].sort()) {
    const { status } = problems[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return byStatus;
}

const bodyProblems = ["NOT_JSON", "NOT_TEXT", "CUT_OFF", "TOO_LARGE", "WRONG_TYPE"] as const;

function refusals(definition: Described, schemas: Json): Json {
  const shape = schemaOf(problem, "output", schemas);
  const described = [...refusalsOf(definition)].map(([status, codes]) => [
    status,
    {
      description: codes.map((code) => `${code}: ${problems[code].title}.`).join(" "),
      ...([429, 503].includes(status)
        ? {
            headers: {
              "retry-after": { description: "Seconds until it makes sense to come back.", schema: { type: "string" } },
            },
          }
        : {}),
      content: {
        "application/problem+json": {
          schema: {
            allOf: [shape, { type: "object", properties: { code: { enum: codes }, status: { const: status } } }],
          },
        },
      },
    },
  ]);
  return Object.fromEntries(described);
}

/** As JSON Schema of draft 2020-12, which OpenAPI 3.1 has; what has a name goes to the components, and is referred to. */
function schemaOf(schema: z.ZodType, io: "input" | "output", schemas: Json): Json {
  const made = z.toJSONSchema(schema, { io, reused: "inline" }) as Json & { $defs?: Json };
  const {
    $schema: _,
    $defs = {},
    id,
    ...rest
  } = JSON.parse(JSON.stringify(made).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json & { $defs?: Json };
  for (const [name, shape] of Object.entries($defs)) schemas[name] = withoutId(shape as Json);
  if (typeof id !== "string") return rest;
  schemas[id] = rest;
  return { $ref: `#/components/schemas/${id}` };
}

const withoutId = ({ id: _, ...shape }: Json): Json => shape;
