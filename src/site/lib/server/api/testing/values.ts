/** Values that a JSON schema allows, as fast-check makes them; and values that hardly any allows. */
import fc from "fast-check";

export type Json = Readonly<Record<string, unknown>>;

/** The part of JSON Schema that the description uses. @param defined the named schemas. */
export function allowed(schema: Json, defined: Readonly<Record<string, Json>>): fc.Arbitrary<unknown> {
  const of = (inner: unknown) => allowed(inner as Json, defined);
  const { $ref, type, anyOf, oneOf, enum: choices, const: fixed } = schema;
  if (typeof $ref === "string") return of(defined[$ref.split("/").at(-1)!]);
  if ("const" in schema) return fc.constant(fixed);
  if (Array.isArray(choices)) return fc.constantFrom(...(choices as unknown[]));
  const either = (anyOf ?? oneOf) as readonly unknown[] | undefined;
  if (either) return fc.oneof(...either.map(of));
  switch (type) {
    case "string":
      return textOf(schema);
    case "integer":
      return fc.integer({ min: number(schema.minimum, -1_000), max: number(schema.maximum, 1_000_000) });
    case "number":
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array":
      return fc.array(of(schema.items ?? {}), { maxLength: Math.min(number(schema.maxItems, 3), 3) });
    case "object": {
      const { properties = {}, required = [] } = schema as { properties?: Json; required?: string[] };
      const fields = Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, of(inner)]));
      return fc.record(fields, { requiredKeys: required });
    }
    default:
      return fc.jsonValue({ maxDepth: 1 });
  }
}

const number = (given: unknown, usual: number): number =>
  typeof given === "number" ? Math.max(-(2 ** 31), Math.min(given, 2 ** 31 - 1)) : usual;

function textOf({ format, pattern, minLength, maxLength }: Json): fc.Arbitrary<string> {
  const moment = fc
    .date({ min: new Date("1950-01-01"), max: new Date("2150-01-01"), noInvalidDate: true })
    .map((date) => date.toISOString());
  if (format === "date") return moment.map((text) => text.slice(0, 10));
  if (format === "date-time") return moment;
  if (format === "uuid") return fc.uuid();
  if (typeof pattern === "string") return fc.stringMatching(new RegExp(pattern));
  const size = { minLength: number(minLength, 0), maxLength: Math.min(number(maxLength, 40), 40) };
  return fc.oneof(fc.string(size), fc.string({ ...size, unit: "binary" }));
}

/** Texts that break what was not thought of. */
export const hostileTexts: readonly string[] = [
  ...["", " ", "0", "-1", "1.5", "1e9", "1000000000", "2147483648", "9223372036854775808", "NaN", "0x10", "١٢", "true"],
  ...["2026-02-31", "0000-00-00", "9999-12-31", "2026-W54", "2026-13", "275760-09-14", "2026-11-30T99:00:00Z"],
  ...["\0", "a\0b", "\ud800", "\u202e", "e\u0301".repeat(300), "🧪", "a\r\nSet-Cookie: x=1", "%", "%00", "%ff"],
  ...["'; drop table papers; --", "../../etc/passwd", "__proto__", "constructor", "[object Object]", "{}", "null"],
  ...["x".repeat(9_000), "1~2", "2026-11-20~99999999999", "((((((((a", "*", '"', "\\"],
];

export const hostileValues: readonly unknown[] = [
  ...hostileTexts,
  ...[null, true, 0, -1, 1.5, 2 ** 31, 2 ** 53, 1.7e308, 5e-324, [], {}, [[]], [null], ["\0"], { id: 1 }],
  JSON.parse("[".repeat(500) + "]".repeat(500)),
];

export const hostileBodies: readonly string[] = [
  ...["", "{", "null", "[]", '"a"', "7", "1e999", '{"a":1}}', "\ufeff{}", "[".repeat(5_000), '{"__proto__":{"a":1}}'],
];
