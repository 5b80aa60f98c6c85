/** Forms: what was typed, how often, and a refusal that comes back to the page with everything still there. */
import type { Limit } from "#library/limits/limits";
import type { Reader } from "#library/readers/reader";
import { formatSeconds } from "#library/words/time";
import { fail, type ActionFailure } from "@sveltejs/kit";
import { Refused, refusalOf } from "./answers.ts";
import { context } from "./context.ts";

export interface FormProblem {
  /** Which form of the page; where it stands several times, with the number of what it is about: "edit 17". */
  readonly form: string;
  readonly message: string;
  readonly typed: Readonly<Record<string, string>>;
}

/** The text of a field; empty where there is none, or a file. */
export function fieldOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

/** The number of a comment, a claim, ...; 0, which nothing has, for anything else. */
export function numberOf(form: FormData, name: string): number {
  const text = fieldOf(form, name);
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0;
}

/** Does what a form asks for. What is refused becomes the form's problem; anything unexpected stays an exception. */
export async function acting<Value>(
  form: string,
  data: FormData,
  work: () => Promise<Value>,
): Promise<Value | ActionFailure<FormProblem>> {
  try {
    return await work();
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    const typed = Object.fromEntries(
      [...data].filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    );
    const { message } = refusal;
    return fail(refusal.status, { form, message: `${message[0].toUpperCase()}${message.slice(1)}.`, typed });
  }
}

/** How often a person may do something: in one go, and in the long run. Votes and bookmarks have no limit, because repeating them does nothing. */
const limits = {
  comment: { capacity: 30, perHour: 120 },
  report: { capacity: 10, perHour: 30 },
  submission: { capacity: 10, perHour: 30 },
  claim: { capacity: 10, perHour: 20 },
  collection: { capacity: 60, perHour: 600 },
  follow: { capacity: 60, perHour: 300 },
} satisfies Record<string, Limit>;

/** @throws Refused 429 when a person has done it too often. */
export async function notTooOften({ id }: Reader, what: keyof typeof limits): Promise<void> {
  const { allowed, retryAfterSeconds } = await context().library.limits.take(`${what} user ${id}`, limits[what]);
  if (allowed) return;
  const wait = formatSeconds(retryAfterSeconds);
  throw new Refused(429, "TOO_MANY", `that was a lot at once; try again in ${wait}`, [
    `retry after ${retryAfterSeconds} s`,
  ]);
}
