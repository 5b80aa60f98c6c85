/** How often somebody may do something: in one go, and in the long run. Whoever is signed in counts as a person, everybody else as a network. */
import { createHash } from "node:crypto";
import type { Limit } from "#library/limits/limits";
import { networkOf } from "#library/limits/network";
import type { Reader } from "#library/readers/reader";
import { formatSeconds } from "#library/words/time";
import type { RequestEvent } from "@sveltejs/kit";
import { Refused } from "./answers.ts";
import { context } from "./context.ts";

const limits = {
  /** Whatever changes anything, all together: more than a person does, less than a program that runs wild. */
  change: { capacity: 300, perHour: 3_600 },
  comment: { capacity: 30, perHour: 120 },
  report: { capacity: 10, perHour: 30 },
  submission: { capacity: 10, perHour: 30 },
  claim: { capacity: 10, perHour: 20 },
  collection: { capacity: 60, perHour: 600 },
  follow: { capacity: 60, perHour: 300 },
  /** Each may be 4 MB. */
  run: { capacity: 30, perHour: 120 },
  /** A person asks for a link once or twice; a network of people more often. */
  "sign-in address": { capacity: 3, perHour: 6 },
  "sign-in network": { capacity: 20, perHour: 60 },
} satisfies Record<string, Limit>;

type Limited = keyof typeof limits;

/** @throws Refused 429 when a person has done it too often. */
export const notTooOften = ({ id }: Reader, what: Limited): Promise<void> => take(`${what} user ${id}`, what);

/** @throws Refused 429 when whoever asks has done it too often. */
export const notTooOftenFrom = (event: Pick<RequestEvent, "locals" | "getClientAddress">, what: Limited) =>
  event.locals.reader === null
    ? take(`${what} network ${digest(networkOf(event.getClientAddress()))}`, what)
    : notTooOften(event.locals.reader, what);

/** @throws Refused 429 when too many links were asked for: by this network, or to this address, whether or not it has an account. */
export async function notTooManyLinks(email: string, address: string): Promise<void> {
  await take(`sign-in network ${digest(networkOf(address))}`, "sign-in network");
  await take(`sign-in address ${digest(email.trim().toLowerCase())}`, "sign-in address");
}

async function take(key: string, what: Limited): Promise<void> {
  const { allowed, retryAfterSeconds } = await context().library.limits.take(key, limits[what]);
  if (allowed) return;
  const wait = formatSeconds(retryAfterSeconds);
  throw new Refused(
    429,
    "TOO_MANY",
    `that was a lot at once; try again in ${wait}`,
    [`retry after ${retryAfterSeconds} s`],
    retryAfterSeconds,
  );
}

/** Buckets hold neither addresses nor networks. */
const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32);
