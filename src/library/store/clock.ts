/** The database's clock, which all processes share; a test may hold another one up. */
import { sql, type SQL } from "drizzle-orm";

export const clock = (now?: Date): SQL<Date> =>
  now === undefined ? sql`now()` : sql`${now.toISOString()}::timestamptz`;
