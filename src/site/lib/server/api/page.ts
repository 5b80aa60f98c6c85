/** The description of the API as its page shows it. */
import { problems } from "../http/problem.ts";
import { describeApi, refusalsOf } from "./openapi.ts";
import { groups, operations } from "./operations/index.ts";
import type { Described } from "./operation.ts";

type Json = Readonly<Record<string, unknown>>;

export interface Field {
  readonly name: string;
  /** "path", "query", "body". */
  readonly where: string;
  readonly required: boolean;
  /** "whole number, 1 to 100" */
  readonly kind: string;
  readonly says: string;
}

export interface Entry {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly details: string | null;
  readonly signedIn: boolean;
  readonly fields: readonly Field[];
  /** "200 PaperSummary[]" */
  readonly answers: string;
  readonly refusals: readonly string[];
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema: Json;
  }[];
  readonly requestBody?: { readonly content: { readonly "application/json": { readonly schema: Json } } };
  readonly responses: Readonly<
    Record<string, { readonly content?: { readonly "application/json"?: { readonly schema: Json } } }>
  >;
}

/** Everything that the page shows, group by group. */
export function apiPage(version: string) {
  const description = describeApi(version) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    readonly components: { readonly schemas: Readonly<Record<string, Json>> };
  };
  const { schemas } = description.components;
  return {
    groups: Object.entries(groups).map(([name, says]) => ({
      name,
      says,
      entries: operations
        .filter(({ definition }) => definition.group === name)
        .map(({ definition }) =>
          entryOf(definition, description.paths[definition.path][definition.method.toLowerCase()], schemas),
        ),
    })),
    problems: Object.entries(problems)
      .map(([code, { status, title }]) => ({ code, status, title }))
      .sort((a, b) => a.status - b.status || (a.code < b.code ? -1 : 1)),
  };
}

function entryOf(definition: Described, operation: Operation, schemas: Readonly<Record<string, Json>>): Entry {
  const { id, method, path, summary, details = null, who } = definition;
  const inAddress = (operation.parameters ?? [])
    .filter((one) => one.in !== "header")
    .map(({ name, in: where, required = false, description = "", schema }) => ({
      name,
      where,
      required,
      kind: kindOf(schema),
      says: description,
    }));
  const success = Object.entries(operation.responses).filter(([status]) => status < "300");
  return {
    id,
    method,
    path,
    summary,
    details,
    signedIn: who === "reader",
    fields: [...inAddress, ...bodyFields(operation.requestBody?.content["application/json"].schema, schemas)],
    answers: success
      .map(
        ([status, { content }]) =>
          `${status} ${content?.["application/json"] ? kindOf(content["application/json"].schema) : ""}`,
      )
      .join(", "),
    refusals: [...new Set([...refusalsOf(definition).values()].flat())].filter((code) => !usual.has(code)),
  };
}

/** What every operation may answer. */
const usual = new Set(["INVALID_PARAMETER", "INVALID_TOKEN", "NO_DATABASE", "DATABASE_STOPPED", "INTERNAL"]);

function bodyFields(schema: Json | undefined, schemas: Readonly<Record<string, Json>>): Field[] {
  if (schema === undefined) return [];
  const named = typeof schema.$ref === "string" ? schemas[schema.$ref.split("/").at(-1)!] : schema;
  const { properties = {}, required = [] } = named as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(properties).map(([name, inner]) => ({
    name,
    where: "body",
    required: required.includes(name),
    kind: kindOf(inner),
    says: typeof inner.description === "string" ? inner.description : "",
  }));
}

/** A schema in a few words. */
function kindOf(schema: Json): string {
  const { $ref, type, enum: choices, anyOf, format, minimum, maximum, items, default: usually } = schema;
  const unless = usually === undefined ? "" : `; usually ${JSON.stringify(usually)}`;
  if (typeof $ref === "string") return $ref.split("/").at(-1)!;
  if (Array.isArray(choices)) return `${choices.join(", ")}${unless}`;
  if (Array.isArray(anyOf)) return (anyOf as Json[]).map(kindOf).join(" or ");
  if (type === "array") return `${kindOf((items ?? {}) as Json)}[]`;
  if (type === "integer") {
    const bounded = typeof maximum === "number" && maximum < Number.MAX_SAFE_INTEGER;
    return `whole number${bounded ? `, ${String(minimum ?? 0)} to ${String(maximum)}` : ""}${unless}`;
  }
  if (type === "string")
    return `${{ date: "day", "date-time": "moment" }[String(format)] ?? "text"}${unless === '; usually ""' ? "" : unless}`;
  return typeof type === "string" ? type : "anything";
}
