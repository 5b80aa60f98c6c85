/** What bodies hold that are no shape of their own. */
import { z } from "zod";

/** Bytes: longer than any text that the library takes. */
export const textLimit = 100_000;

/** Where no field is needed: `{}`, or nothing, with the content type that keeps forms of other sites out. */
export const empty = { schema: z.strictObject({}), limit: textLimit };
