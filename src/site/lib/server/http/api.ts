/** What the endpoints of the community have in common: a reader, a body with few fields, numbers in addresses. */
import type { Mark } from "#library/community/reactions";
import type { Reader } from "#library/readers/reader";
import { json, type RequestEvent } from "@sveltejs/kit";
import { z } from "zod";
import { answering, Refused } from "./answers.ts";
import { jsonBody } from "./body.ts";
import { context } from "../context.ts";
import { requireReader } from "../guard/reader.ts";

/** Longer than any text that the library takes. */
const largest = 100_000;

export const community = () => context().library.community;

/**
 * Who asks for a change, and with what. The content type keeps plain forms of other sites out, also where no field is needed:
 * then the body may be `{}`, or empty with that content type.
 * @throws Refused 401, 403, 413, 415, 422 (naming the field).
 */
export async function change<Body>(
  event: Pick<RequestEvent, "locals" | "request" | "url">,
  shape: z.ZodType<Body>,
): Promise<{ reader: Reader; body: Body }> {
  const reader = requireReader(event);
  const { request } = event;
  const isEmpty = request.body === null && /^application\/json\b/i.test(request.headers.get("content-type") ?? "");
  const { success, data, error } = shape.safeParse(isEmpty ? {} : await jsonBody(request, largest));
  if (!success)
    throw new Refused(
      422,
      "INVALID_INPUT",
      "the body does not fit",
      error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`),
    );
  return { reader, body: data };
}

/** What a column of ids can hold. */
export const id = z
  .int()
  .positive()
  .max(2 ** 31 - 1);

export const nothing = z.object({});

/** @throws Refused 404 for what is no number. */
export function idFrom(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new Refused(404, "NO_SUCH_COMMENT", `${JSON.stringify(text.slice(0, 40))} is no id`);
  return Number(text);
}

type MarkVisit = Pick<RequestEvent, "locals" | "request" | "url"> & { readonly params: { readonly slug: string } };

/** PUT sets a reader's mark on a paper, DELETE takes it away; repeating either changes nothing. */
export const markEndpoints = (mark: Mark) => {
  const set = (on: boolean) => (event: MarkVisit) =>
    answering(async () => {
      const { reader } = await change(event, nothing);
      return json(await community().reactions.set(reader.id, event.params.slug, mark, on));
    });
  return { PUT: set(true), DELETE: set(false) };
};
