/** Many rows or keys as one parameter of a statement: a batch costs a handful of statements, whatever its size. */
import { sql, type SQL, type SQLWrapper } from "drizzle-orm";
import { storable } from "./storable.ts";

/** For `json_to_recordset(...)`. */
export const jsonOf = (rows: readonly unknown[]): SQL => sql`cast(cast(${storableJson(rows)} as text) as json)`;

/** JSON escapes what no database takes, so that one look at the whole tells whether every text has to be looked at. */
function storableJson(rows: readonly unknown[]): string {
  const json = JSON.stringify(rows);
  if (!/\\u(?:0000|d[89a-f])/.test(json)) return json;
  return JSON.stringify(rows, (_, value: unknown) => (typeof value === "string" ? storable(value) : value));
}

/** Whether a text column holds one of the keys, by its index. */
export const isOneOf = (column: SQLWrapper, keys: Iterable<string>): SQL =>
  sql`${column} = any(array(select json_array_elements_text(${jsonOf([...new Set(keys)])})))`;
