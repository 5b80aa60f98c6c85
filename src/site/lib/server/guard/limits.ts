/** How often somebody may do something: in one go, and in the long run. Whoever is signed in counts as a person, everybody else as a network. */
import { createHash } from "node:crypto";
import type { Limit } from "#library/limits/limits";
import { networkOf } from "#library/limits/network";
import type { Reader } from "#library/readers/reader";
import type { Asker as RunAsker } from "#library/server-runs/server-runs";
import { formatSeconds } from "#library/words/time";
import type { RequestEvent } from "@sveltejs/kit";
import { Refused } from "../http/answers.ts";
import { clientAddress } from "./client-address.ts";
import { context } from "../context.ts";

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
  /** Questions of models: a program asks much at once, and searching costs something. */
  mcp: { capacity: 300, perHour: 3_600 },
  /** A person asks for a link once or twice; a network of people more often. How many go to one address is the library's to say. */
  "sign-in": { capacity: 20, perHour: 60 },
  /** The code of the console. */
  "owner code": { capacity: 10, perHour: 20 },
} satisfies Record<string, Limit>;

export type Limited = keyof typeof limits;

/** @throws Refused 429 when a person has done it too often. */
export const notTooOften = ({ id }: Reader, what: Limited): Promise<void> => take(`${what} user ${id}`, what);

/** Whoever asks, where what they have is counted: "user 3", or a network. */
export const askerKey = (event: Asker & Pick<RequestEvent, "locals">): string =>
  event.locals.reader === null ? `network ${networkDigest(event)}` : `user ${event.locals.reader.id}`;

/** Whoever asks, as the library counts what it computes for them. */
export function askerOf(event: Asker & Pick<RequestEvent, "locals">): RunAsker {
  const { reader } = event.locals;
  return reader === null
    ? { kind: "visitor", network: networkDigest(event) }
    : { kind: "reader", id: reader.id, role: reader.role };
}

type Asker = Pick<RequestEvent, "getClientAddress">;

/** @throws Refused 429 when whoever asks has done it too often; 400 where it is not known who that is. */
export const notTooOftenFrom = (event: Asker & Pick<RequestEvent, "locals">, what: Limited): Promise<void> =>
  event.locals.reader === null ? notTooOftenFromNetwork(event, what) : notTooOften(event.locals.reader, what);

/** The same for what is done to be somebody: whoever one is already does not count. */
export const notTooOftenFromNetwork = (event: Asker, what: Limited): Promise<void> =>
  take(`${what} network ${networkDigest(event)}`, what);

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

/** What is stored holds no networks. */
const networkDigest = (event: Asker): string =>
  createHash("sha256")
    .update(networkOf(clientAddress(event)))
    .digest("hex")
    .slice(0, 32);
