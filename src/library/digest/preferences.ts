/** What a reader may choose about the digest, and what is refused. */
import { z } from "zod";
import { LibraryError } from "../errors.ts";
import { unwantedIn } from "../search/unwanted.ts";
import { isZone } from "./zone.ts";

const line = (what: string, longest: number) =>
  z
    .string(`${what} must be text`)
    .transform((text) => text.normalize("NFC").replace(/\s+/g, " ").trim())
    .refine((text) => text !== "" && text.length <= longest, `${what} has 1 to ${longest} characters`)
    // eslint-disable-next-line no-control-regex
    .refine((text) => !/[\0-\x1f\x7f]/.test(text), `${what} has control characters in it`);
const lines = (what: string, max: number, longest: number) =>
  z
    .array(line(what, longest), `${what}: a list`)
    .transform((items) => [...new Set(items)])
    .refine((items) => items.length <= max, `at most ${max} of: ${what}`);
const between = (what: string, low: number, high: number) =>
  z
    .int(`${what} must be a whole number`)
    .min(low, `${what} is from ${low} to ${high}`)
    .max(high, `${what} is from ${low} to ${high}`);

const schema = z.object({
  frequency: z.enum(["daily", "weekly"], 'frequency is "daily" or "weekly"'),
  weekday: between("the day of the week", 1, 7),
  hour: between("the hour", 0, 23),
  zone: z.string("the time zone must be text").refine(isZone, "the time zone is a name like Europe/Berlin or UTC"),
  topics: lines("a topic", 100, 100),
  authors: lines("an author", 100, 100),
  searches: lines("a saved search", 20, 200),
  without: z
    .string("the words to leave out must be text")
    .transform((text) => text.normalize("NFC").replace(/\s+/g, " ").trim())
    .refine((text) => text.length <= 300, "the list of words to leave out has at most 300 characters")
    .refine(
      (text) => text === "" || unwantedIn(text).length > 0,
      "the words to leave out are in every paper: name some that tell papers apart",
    ),
  forYou: z.boolean("forYou is true or false"),
  minVotes: between("the least number of votes", 0, 10_000),
  maxPapers: between("the length", 1, 50),
});

export interface Preferences {
  readonly frequency: "daily" | "weekly";
  /** 1 is Monday; only for weekly digests. */
  readonly weekday: number;
  /** 0 to 23, of the zone. */
  readonly hour: number;
  /** IANA name. */
  readonly zone: string;
  /** Slugs. Together with authors and searches: what the digest is about; all of them empty: everything. */
  readonly topics: readonly string[];
  readonly authors: readonly string[];
  readonly searches: readonly string[];
  /** Words and quoted phrases: papers with any of them are left out, whoever asked for them. */
  readonly without: string;
  /** In the order of what the account has voted for, from three votes on; nothing else is left out or added. */
  readonly forYou: boolean;
  /** Asked of every paper but those of authors and saved searches. */
  readonly minVotes: number;
  readonly maxPapers: number;
}

export const usualPreferences: Preferences = {
  frequency: "daily",
  weekday: 1,
  hour: 8,
  zone: "UTC",
  topics: [],
  authors: [],
  searches: [],
  without: "",
  forYou: false,
  minVotes: 0,
  maxPapers: 20,
};

/** What was given over what was there. @throws LibraryError INVALID_PREFERENCES with every reason. */
export function checkPreferences(given: unknown, before: Preferences = usualPreferences): Preferences {
  const { success, data, error } = schema.partial().safeParse(given);
  if (success) return { ...before, ...data };
  const details = [...new Set(error.issues.map(({ message }) => message))];
  throw new LibraryError("INVALID_PREFERENCES", `these preferences do not fit: ${details.join("; ")}`, { details });
}
