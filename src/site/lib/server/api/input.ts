/** What a request holds, held against the schemas of its operation: every fault is named, with its place and the rule it breaks. */
import { z } from "zod";
import { Refused } from "../http/answers.ts";
import { jsonBody } from "../http/body.ts";
import type { ProblemCode, Reason } from "../http/problem.ts";

/** Reasons that one answer names at most. */
const most = 20;

/** @throws Refused 404: nothing has such an address. */
export function readPath(schema: z.ZodObject | undefined, params: Partial<Record<string, string>>): unknown {
  if (schema === undefined) return {};
  const values = Object.entries(params).map(([name, text]) => [name, asWritten(schema.shape[name], text ?? "")]);
  const { success, data, error } = schema.safeParse(Object.fromEntries(values));
  const nothingThere = "there is nothing at this address";
  if (!success) throw new Refused(404, "NO_SUCH_ADDRESS", nothingThere, reasonsOf(error, "path"));
  // No name holds one, and no database takes one.
  if (values.some(([, value]) => holdsNul(value))) throw new Refused(404, "NO_SUCH_ADDRESS", nothingThere);
  return data;
}

/** @throws Refused 400, also for a parameter that nobody knows, or that is given twice. */
export function readQuery(schema: z.ZodObject | undefined, parameters: URLSearchParams): unknown {
  const shape = schema?.shape ?? {};
  const reasons: Reason[] = [];
  const values: Record<string, unknown> = Object.create(null);
  for (const name of new Set(parameters.keys())) {
    const [text, ...more] = parameters.getAll(name);
    const at = name.slice(0, 100);
    if (!Object.hasOwn(shape, name))
      reasons.push({ says: `${at}: there is no such parameter`, in: "query", at, rule: "unrecognized_keys" });
    else if (more.length > 0) reasons.push({ says: `${at}: is given twice`, in: "query", at, rule: "custom" });
    else if (holdsNul(text))
      reasons.push({ says: `${at}: holds the character U+0000`, in: "query", at, rule: "invalid_format" });
    else values[name] = asWritten(shape[name], text);
  }
  const { success, data, error } = (schema ?? z.strictObject({})).safeParse({ ...values });
  if (!success) reasons.push(...reasonsOf(error, "query"));
  if (reasons.length === 0) return data;
  throw new Refused(400, "INVALID_PARAMETER", reasons[0].says, reasons.slice(0, most));
}

interface BodyRules<Body> {
  readonly schema: z.ZodType<Body>;
  readonly limit: number;
  readonly refusal?: ProblemCode;
}

/**
 * The content type keeps plain forms of other sites out, also where no field is needed: then the body may be `{}`, or empty with that
 * content type.
 * @throws Refused 400, 413, 415, 422.
 */
export async function readBody<Body>(
  request: Request,
  { schema, limit, refusal = "INVALID_INPUT" }: BodyRules<Body>,
): Promise<Body> {
  const isEmpty = request.body === null && /^application\/json\b/i.test(request.headers.get("content-type") ?? "");
  const { success, data, error } = schema.safeParse(isEmpty ? {} : await jsonBody(request, limit));
  if (!success) throw new Refused(422, refusal, "the body does not fit", reasonsOf(error, "body"));
  return data;
}

const holdsNul = (value: unknown): boolean => typeof value === "string" && value.includes("\0");

/** Where a number is wanted, what is written as one; everything else is the text that it is. */
function asWritten(schema: z.ZodType | undefined, text: string): string | number {
  return schema !== undefined && isNumber(schema) && /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : text;
}

function isNumber(schema: z.ZodType): boolean {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return isNumber(schema.unwrap() as z.ZodType);
  return schema instanceof z.ZodNumber;
}

function reasonsOf({ issues }: z.ZodError, where: NonNullable<Reason["in"]>): Reason[] {
  return issues.slice(0, most).map(({ path, message, code }) => {
    const at = (where === "body" ? path.map((part) => `/${pointerPart(part)}`).join("") : path.join(".")).slice(0, 200);
    const named = path.join(".").slice(0, 200) || where;
    return { says: `${named}: ${message.slice(0, 500)}`, in: where, at, rule: code };
  });
}

/** RFC 6901. */
const pointerPart = (part: PropertyKey): string => String(part).replaceAll("~", "~0").replaceAll("/", "~1");
