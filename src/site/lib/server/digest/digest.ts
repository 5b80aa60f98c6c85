/** What the pages of the digest share: forms into preferences, addresses that are not shown whole, and links that lead nowhere. */
import type { Subscriber } from "#library/digest/digests";
import { getRequestEvent } from "$app/server";
import { error, fail } from "@sveltejs/kit";
import { refusalOf, retryAfter } from "../http/answers.ts";
import { context } from "../context.ts";

/** The preferences of a form, for the library to check. A number that is none becomes NaN, which it refuses in words. */
export function preferencesIn(form: FormData): Record<string, unknown> {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const lines = (name: string) =>
    text(name)
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== "");
  const number = (name: string) => (text(name) === "" ? NaN : Number(text(name)));
  return {
    frequency: text("frequency"),
    weekday: number("weekday"),
    hour: number("hour"),
    zone: text("zone"),
    topics: form.getAll("topic").map(String),
    authors: lines("authors"),
    searches: lines("searches"),
    without: text("without"),
    forYou: form.has("forYou"),
    minVotes: number("minVotes"),
    maxPapers: number("maxPapers"),
  };
}

/** "an…@example.org": enough for its reader, and for nobody to whom a mail was forwarded. */
export function masked(email: string): string {
  const at = email.lastIndexOf("@");
  return `${email.slice(0, Math.min(2, at - 1))}…${email.slice(at)}`;
}

/** The subscription of a signed link. @throws HttpError 404 in words for a person. */
export async function subscriberOf(purpose: "confirm" | "manage", token: string): Promise<Subscriber> {
  const found = await context().library.digests.ofLink(purpose, token);
  if (found !== null) return found;
  const old = purpose === "confirm" ? "is older than a week, " : "";
  error(404, {
    message: `This link ${old}is not complete, or its address was deleted. Subscribe anew to get a new one.`,
  });
}

const statuses: Readonly<Record<string, number>> = {
  INVALID_ADDRESS: 400,
  NO_CLIENT_ADDRESS: 400,
  INVALID_PREFERENCES: 400,
  NO_SUCH_SUBSCRIBER: 404,
  TOO_OFTEN: 429,
  MAIL_FAILED: 503,
};

/** What the library refuses, as words above the form; `kept` is what the person had typed. */
export function refusedForm<Kept extends object>(cause: unknown, kept: Kept) {
  const refusal = refusalOf(cause);
  if (refusal === null || !Object.hasOwn(statuses, refusal.code)) throw cause;
  const { code, message, reasons } = refusal;
  getRequestEvent().setHeaders(retryAfter(refusal));
  return fail(statuses[code], {
    ...kept,
    problem: reasons.length > 0 ? reasons.map(({ says }) => says).join("; ") : message,
  });
}

export const timeZones = (): string[] => [
  "UTC",
  ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC"),
];
