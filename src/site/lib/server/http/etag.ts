/** Answers that a reader may have already: a tag of what they say, and 304 for whoever has it. */
import { createHash } from "node:crypto";

/** Weak: what travels may be compressed, and says the same. */
export const weakTag = (body: string | Uint8Array): string =>
  `W/"${createHash("sha256").update(body).digest("base64url")}"`;

/** Whether `If-None-Match` names a weak tag, by weak comparison as RFC 9110 asks for; `*` is whatever there is. */
export const isKnown = ({ headers }: Pick<Request, "headers">, etag: string): boolean =>
  (headers.get("if-none-match") ?? "")
    .split(",")
    .map((tag) => tag.trim())
    .some((tag) => tag === "*" || tag.replace(/^W\//, "") === etag.slice(2));
